package io.millrace.transform.consume;

import io.millrace.edge.catalog.DatasetTopic;
import io.millrace.transform.TransformConfig;
import io.millrace.transform.stream.StreamReader;
import io.millrace.transform.stream.StreamTools;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;

/** Starts and stops the reading of the topics of records. */
@ApplicationScoped
class RecordReading {
    private static final Duration STOP = Duration.ofSeconds(10);

    private final RecordConsumer consumer;
    private final StreamWatch watch;
    private final Thread reading;
    private final Thread watching;

    RecordReading(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TransformConfig config,
            StreamTools tools,
            DatasetTopic datasets) {
        consumer = new RecordConsumer(kafka, config.records(), tools, datasets);
        watch = new StreamWatch(consumer, tools, config.records().look());
        reading = Thread.ofPlatform().name("records").unstarted(consumer);
        watching = Thread.ofVirtual().name("watch-streams").unstarted(watch);
        tools.meters()
                .streams(
                        () -> consumer.readers().stream()
                                .filter(StreamReader::isReading)
                                .count(),
                        () -> consumer.readers().stream()
                                .filter(StreamReader::isStopped)
                                .count(),
                        () -> consumer.readers().stream()
                                .filter(StreamReader::isHeld)
                                .count(),
                        () -> consumer.readers().stream()
                                .mapToLong(StreamReader::bytes)
                                .sum());
    }

    void start(@Observes StartupEvent event) {
        reading.start();
        watching.start();
    }

    /** Whether the thread that reads is at work. */
    boolean isReading() {
        return reading.isAlive();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        watching.interrupt();
        consumer.close();
        reading.join(STOP);
    }
}
