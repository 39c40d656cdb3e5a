package io.millrace.rows.session;

import java.time.Duration;

/**
 * What reading may take of PostgreSQL.
 *
 * @param atOnce answers with rows that are given at once, each over a connection of its own
 * @param statementTimeout how long PostgreSQL may look for the next rows
 * @param idleTimeout how long a client may leave rows waiting
 * @param lockTimeout how long to wait for whoever has a table locked
 */
public record ReadLimits(int atOnce, Duration statementTimeout, Duration idleTimeout, Duration lockTimeout) {}
