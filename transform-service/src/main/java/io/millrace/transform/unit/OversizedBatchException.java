package io.millrace.transform.unit;

/** A unit's rows do not fit into one message. */
public final class OversizedBatchException extends RuntimeException {
    OversizedBatchException(int unit, int maxBytes) {
        super("the rows of unit %d take more than %,d bytes; shorten the dataset's defaults or its rows"
                .formatted(unit, maxBytes));
    }
}
