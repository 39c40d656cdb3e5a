/** What row batches have in common, of whatever they are made: rejects that fit, runs of lines, plans. */
@NullMarked
package io.millrace.transform.batch;

import org.jspecify.annotations.NullMarked;
