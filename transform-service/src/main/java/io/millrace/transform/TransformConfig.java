package io.millrace.transform.receive;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The transform service's own settings. */
@ConfigMapping(prefix = "millrace.transform")
public interface TransformConfig {
    /** How many units are transformed at the same time: one a core. Each may take about 10 MB of heap. */
    @WithDefault("2")
    int inFlight();

    /**
     * How long a unit waits for its dataset's definition to arrive on the topic of the datasets. After that its job is
     * stopped with the reason.
     */
    @WithDefault("30s")
    Duration datasetWait();

    /**
     * How many bytes of rows one batch may hold; a job whose unit gives more is stopped with the reason. Rows and rejects
     * together must fit into a Kafka message (16 MiB).
     */
    @WithDefault("12M")
    MemorySize maxBatch();
}
