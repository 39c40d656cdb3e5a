package io.millrace.transform.stream;

import io.millrace.edge.queue.ByteCountedQueue;
import io.millrace.edge.retry.Backoff;
import io.millrace.transform.TransformMeters;
import io.millrace.transform.position.StreamPositions;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** How a reader gets from one {@link Phase} to the next, and what people are told of it. Safe for use by many threads. */
final class PhaseChanges {
    private static final Logger LOG = Logger.getLogger(PhaseChanges.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final TopicPartition partition;
    private final String dataset;
    private final ByteCountedQueue<Chunk> queue;
    private final TransformMeters meters;
    private final Phase.Holder phase = new Phase.Holder();

    private volatile int failures; // of this reader and those before it, since something got in
    private volatile long againAt; // nanoseconds
    private volatile boolean topicReplaced;

    /**
     * @param queue what the reader works on; closed when it is to do no more
     * @param failures of the readers before this one, in a row
     */
    PhaseChanges(
            TopicPartition partition,
            String dataset,
            ByteCountedQueue<Chunk> queue,
            TransformMeters meters,
            int failures) {
        this.partition = partition;
        this.dataset = dataset;
        this.queue = queue;
        this.meters = meters;
        this.failures = failures;
    }

    boolean is(Phase asked) {
        return phase.is(asked);
    }

    int failures() {
        return failures;
    }

    /** Something got in. */
    void succeeded() {
        failures = 0;
    }

    /** Whether a new reader is to take this one's place, now. */
    boolean isToStartAgain() {
        return phase.is(Phase.AGAIN) && System.nanoTime() - againAt >= 0;
    }

    /** Whether that is because the topic has another id: what the consumer still holds may be of the former one. */
    boolean isOfAnotherTopic() {
        return topicReplaced;
    }

    void read() {
        phase.move(Phase.OPENING, Phase.READING);
    }

    /** @param now the phase that it must be in; what has been read is still sent */
    void stop(Phase now) {
        if (phase.move(now, Phase.STOPPED)) {
            queue.end();
        }
    }

    /** @param position at which it waits */
    void hold(long position, String why) {
        if (phase.move(Phase.READING, Phase.HELD) || phase.move(Phase.OPENING, Phase.HELD)) {
            LOG.warnf("%s waits at offset %d: %s", partition, position, why);
            queue.close();
        }
    }

    void close() {
        phase.advance(Phase.CLOSED);
        queue.close();
    }

    /** Sends nothing more: what follows a batch that is lost would lie behind a gap. */
    void fail(Throwable e) {
        int attempt = failures + 1;
        Duration pause = BACKOFF.delay(attempt);
        if (!again(pause)) {
            return; // it is known already, or no longer of interest
        }
        failures = attempt;
        meters.failed(dataset);
        boolean foreseen = e instanceof KafkaException || e instanceof StreamPositions.UnknownException;
        LOG.warnf(
                foreseen || attempt > 1 ? null : e,
                "%s: starting again from the ledger's position in %d ms, after %d failures in a row: %s",
                partition,
                pause.toMillis(),
                attempt,
                e);
    }

    void startAgainWithAnotherTopic() {
        topicReplaced = true;
        startAgain("the topic was deleted or made anew");
    }

    void startAgain(String reason) {
        if (again(Duration.ZERO)) {
            LOG.infof("%s: starting again: %s", partition, reason);
        }
    }

    private synchronized boolean again(Duration pause) {
        queue.close();
        if (phase.is(Phase.AGAIN)) {
            return false;
        }
        againAt = System.nanoTime() + pause.toNanos();
        return phase.advance(Phase.AGAIN);
    }
}
