package io.millrace.bench.stream;

import io.millrace.bench.measure.SampleDocument;

/** Datasets of the measurement: the sample dataset without its secondary index, records in two partitions. */
enum Documents {
    /** Without a key: the straight way. */
    PLAIN("bench-records", "records: {partitions: 2}", ""),
    /** Whose table the peer fills; its own topic stays empty. */
    PEER("bench-peer", "records: {partitions: 2}", ""),
    /** The row that is there stays. */
    IGNORE("bench-ignore", "key: [sensor_id, recorded_at]\nonConflict: ignore\nrecords: {partitions: 2}", ""),
    /** The row of the newer record stays. */
    UPDATE(
            "bench-update",
            "key: [sensor_id, recorded_at]\nonConflict: update\nversion: sent_at\n"
                    + "records: {partitions: 2, timestamp: sent_at}",
            "  - {name: sent_at, type: timestamptz, required: true}\n"),
    /** At a steady rate. */
    STEADY("bench-steady", "records: {partitions: 2}", "");

    private final String dataset;
    private final String options;
    private final String column;

    Documents(String dataset, String options, String column) {
        this.dataset = dataset;
        this.options = options;
        this.column = column;
    }

    String dataset() {
        return dataset;
    }

    String table() {
        return "public." + dataset.replace('-', '_');
    }

    boolean hasKey() {
        return this == IGNORE || this == UPDATE;
    }

    String yaml() {
        return SampleDocument.yaml(dataset, table(), options, column);
    }
}
