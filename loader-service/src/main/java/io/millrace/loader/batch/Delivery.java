package io.millrace.loader.batch;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A message as it came.
 *
 * @param value the message; never written to again, so that what is parsed from it may point into it
 * @param again whether it was parked, and is tried again
 * @param ack says that the message is done with: its transaction has been committed
 */
public record Delivery(BatchPlace place, byte[] value, boolean again, Supplier<CompletionStage<Void>> ack) {}
