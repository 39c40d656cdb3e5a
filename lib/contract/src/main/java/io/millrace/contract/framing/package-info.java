/**
 * Where records begin and end in a stream of bytes. Ingest cuts units there; transform and loader find the place of a
 * rejected row again with the same rules.
 */
@NullMarked
package io.millrace.contract.framing;

import org.jspecify.annotations.NullMarked;
