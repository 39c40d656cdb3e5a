/** NDJSON by way of Jackson. What cannot be read is refused, record by record. */
@NullMarked
package io.millrace.transform.json;

import org.jspecify.annotations.NullMarked;
