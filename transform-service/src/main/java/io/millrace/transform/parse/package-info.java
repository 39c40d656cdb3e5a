/** Payload to records: CSV by way of FastCSV, NDJSON by way of Jackson. What cannot be read is refused, record by record. */
@NullMarked
package io.millrace.transform.parse;

import org.jspecify.annotations.NullMarked;
