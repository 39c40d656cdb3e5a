package io.millrace.contract.topic;

/** The names of the topics; what they carry is defined in {@code millrace.proto}. */
public final class Topics {
    public static final String UNITS = "millrace.units";
    public static final String BATCHES = "millrace.batches";
    public static final String DATASETS = "millrace.datasets";

    private static final String RECORDS = "millrace.records.";

    private Topics() {}

    /**
     * Where a unit of a job goes, in {@link #UNITS} and in {@link #BATCHES}. Successive units go to successive partitions,
     * so that one job keeps every replica busy; markers go where the unit after the last one would go.
     *
     * @param jobIdHash any hash of the job's id, so that small jobs do not all begin on partition 0
     * @param unit the unit's number
     * @param partitions how many the topic has
     */
    public static int partition(int jobIdHash, int unit, int partitions) {
        return Math.floorMod(jobIdHash + unit, partitions);
    }

    /** @return the topic that producers write a dataset's records to */
    public static String records(String dataset) {
        return RECORDS + dataset;
    }

    /**
     * Where a stream's batches go in {@link #BATCHES}: all to one partition.
     *
     * @param topicIdHash any hash of the topic's id, so that small topics do not all begin on partition 0
     * @param partition the stream's partition in its own topic
     * @param partitions how many {@link #BATCHES} has
     */
    public static int streamPartition(int topicIdHash, int partition, int partitions) {
        return Math.floorMod(topicIdHash + partition, partitions);
    }

    /** @return the key of a dataset's version in {@link #DATASETS} */
    public static String datasetKey(String name, int version) {
        return name + "/" + version;
    }
}
