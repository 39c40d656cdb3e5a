package io.millrace.api.rows;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many rows a query has. */
@Schema(name = "RowCount")
public record RowCount(long rows) {}
