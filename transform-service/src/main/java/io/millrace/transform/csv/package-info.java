/** CSV by way of FastCSV. What cannot be read is refused, record by record. */
@NullMarked
package io.millrace.transform.csv;

import org.jspecify.annotations.NullMarked;
