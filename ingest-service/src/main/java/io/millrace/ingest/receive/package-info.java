/**
 * HTTP uploads, in three steps: {@link io.millrace.ingest.receive.UploadRequests} reads what a request's line and headers say,
 * {@link io.millrace.ingest.receive.Receiver} has it admitted, {@link io.millrace.ingest.receive.Intake} takes the body in, from
 * its header to its last work unit.
 */
@NullMarked
package io.millrace.ingest.receive;

import org.jspecify.annotations.NullMarked;
