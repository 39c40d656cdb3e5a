package io.millrace.transform.batch;

/** How long what is made may get. */
public final class MessageSize {
    /** Kafka's limit of 16 MiB, less what a message has beside its value and a batch beside its rows and rejects. */
    public static final int MOST = (16 << 20) - (128 << 10);

    /** Of one row: what is left of a message when a stream's batch is as long as it may get. */
    public static final int MOST_OF_A_ROW = 6 << 20;

    private MessageSize() {}
}
