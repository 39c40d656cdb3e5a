package io.millrace.ingest.publish;

import io.millrace.contract.message.Job;
import io.millrace.contract.message.Stop;
import io.millrace.contract.message.WorkUnit;
import io.millrace.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;

/** Opens publications. */
@ApplicationScoped
public class Publisher {
    private final UnitProducer producer;
    private final IngestConfig config;
    private final Clock clock;

    Publisher(UnitProducer producer, IngestConfig config, Clock clock) {
        this.producer = producer;
        this.config = config;
        this.clock = clock;
    }

    /**
     * The way of one job's units.
     *
     * @throws UnpublishedException when Kafka does not answer
     */
    public Publication open(UUID id, Job job) throws UnpublishedException {
        try {
            return new Publication(
                    producer,
                    clock,
                    id,
                    job,
                    producer.partitions(),
                    config.publish().inFlight());
        } catch (KafkaException e) {
            throw new UnpublishedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Ends a job before its time, and waits until Kafka knows. */
    public void stop(UUID id, Job job, Stop.Outcome outcome, String reason)
            throws UnpublishedException, InterruptedException {
        Publication publication = open(id, job);
        publication.publish(
                0,
                WorkUnit.newBuilder()
                        .setJob(job)
                        .setStop(Stop.newBuilder().setOutcome(outcome).setReason(reason))
                        .build());
        publication.await();
    }
}
