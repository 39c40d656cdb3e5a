/** Rows as downloads: CSV and NDJSON. */
@NullMarked
package io.millrace.edge.download;

import org.jspecify.annotations.NullMarked;
