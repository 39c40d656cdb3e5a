package io.millrace.loader.receive;

/** Tells Kafka's consumer whether it shall go on fetching a partition. */
@FunctionalInterface
interface Flow {
    /** Has the consumer ask {@link PartitionWorker#held} soon, and pause or resume the partition accordingly. */
    void regulate(PartitionWorker worker);
}
