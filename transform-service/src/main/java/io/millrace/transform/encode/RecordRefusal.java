package io.millrace.transform.encode;

/**
 * Why a record became no row.
 *
 * @param column the column at fault; empty when the record as a whole is
 */
public record RecordRefusal(String column, String reason) {}
