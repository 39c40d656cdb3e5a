package io.millrace.bench.stream;

import io.millrace.bench.measure.Processes;
import io.millrace.bench.measure.Target;

/**
 * One of those that make rows of records.
 *
 * @param name in the report
 * @param topic that it reads
 * @param table that it fills
 * @param readings what it is given
 * @param rows that are in the table at the end
 * @param processes that do the work
 * @param check throws when it has given up
 */
record Side(
        String name,
        String topic,
        String table,
        JsonReadings readings,
        int rows,
        Processes processes,
        Target.Check check) {}
