package io.millrace.ingest.publish;

import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.WorkUnit;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * One job's units on their way to Kafka, a bounded number at a time. Used by one thread. After a failure nothing more can be
 * published: what Kafka has is whole units, and the same job again completes them.
 */
public final class Publication {
    private final UnitProducer producer;
    private final Clock clock;
    private final UUID id;
    private final Job job;
    private final int partitions;
    private final int inFlight;
    private final Semaphore room;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Publication(UnitProducer producer, Clock clock, UUID id, Job job, int partitions, int inFlight) {
        this.producer = producer;
        this.clock = clock;
        this.id = id;
        this.job = job;
        this.partitions = partitions;
        this.inFlight = inFlight;
        room = new Semaphore(inFlight);
    }

    /** Waits for room, then hands the slice over; its payload may change afterwards. */
    public void publish(Slice slice) throws UnpublishedException, InterruptedException {
        publish(
                slice.getNumber(),
                WorkUnit.newBuilder().setJob(job).setSlice(slice).build());
    }

    /** Ends the job; returns when Kafka has all of it. */
    public void publish(End end) throws UnpublishedException, InterruptedException {
        await(); // an end that overtakes its units would be true too, but a failed unit must not be followed by an end
        publish(end.getUnits(), WorkUnit.newBuilder().setJob(job).setEnd(end).build());
        await();
    }

    void publish(int number, WorkUnit unit) throws UnpublishedException, InterruptedException {
        room.acquire();
        check();
        try {
            producer.send(id, number, partitions, clock.millis(), unit, (metadata, failed) -> {
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                }
                room.release();
            });
        } catch (InterruptException e) {
            throw new InterruptedException(e.getMessage());
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
            room.release();
            check();
        }
    }

    /** Returns when Kafka has everything that was published. */
    void await() throws UnpublishedException, InterruptedException {
        room.acquire(inFlight);
        room.release(inFlight);
        check();
    }

    private void check() throws UnpublishedException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new UnpublishedException(String.valueOf(failed.getMessage()), failed);
        }
    }
}
