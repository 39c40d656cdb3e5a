package io.millrace.transform.consume;

import io.millrace.edge.catalog.DatasetCatalog.Versioned;
import io.millrace.edge.retry.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of a topic of records, on a virtual thread of its own: takes its position from the ledger, makes
 * slices of what the consumer hands over, and sends their batches in order.
 *
 * <pre>
 *   opening ──position known──▶ reading ──the topic cannot be read there──▶ stopped
 *      │                           │
 *      └──a slice is parked──▶ held ◀┘
 *   any of them ──any doubt──▶ again: the consumer makes a new reader, which opens
 * </pre>
 *
 * A doubt is a topic with another id, a newer epoch in the ledger, or a failure. Starting again is always right, because
 * what has been sent twice is trimmed by the loader.
 */
final class StreamReader {
    private static final Logger LOG = Logger.getLogger(StreamReader.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));
    private static final int LOOK_MILLIS = 100; // how often one that is far ahead looks at the ledger's position

    private final TopicPartition partition;
    private final String dataset;
    private final StreamTools tools;
    private final ChunkQueue queue;
    private final Thread thread;
    private final Phase.Holder phase = new Phase.Holder();

    private volatile @Nullable Opening opening;
    private volatile int failures; // of this reader and those before it, since something got in
    private volatile long againAt; // nanoseconds
    private volatile boolean topicReplaced;
    private volatile boolean parked; // the ledger was seen to say so
    private volatile long parkedTo = Long.MAX_VALUE;
    private volatile @Nullable String unreadable;
    private volatile long ledger; // its position, as last seen

    // of the consumer's thread
    private boolean sought;
    private long position;

    /** @param failures of the readers before this one, in a row */
    StreamReader(TopicPartition partition, String dataset, StreamTools tools, int failures) {
        this.partition = partition;
        this.dataset = dataset;
        this.tools = tools;
        this.failures = failures;
        queue = new ChunkQueue(tools.limits());
        thread = Thread.ofVirtual().name("read-" + partition).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    // what the consumer's thread asks and tells

    String dataset() {
        return dataset;
    }

    TopicPartition partition() {
        return partition;
    }

    int failures() {
        return failures;
    }

    /** @return the position to read from, once, when it has become known */
    OptionalLong seek() {
        Opening known = opening;
        if (known == null || sought) {
            return OptionalLong.empty();
        }
        sought = true;
        position = known.position();
        return OptionalLong.of(position);
    }

    /** Whether the consumer shall go on fetching. */
    boolean wantsRecords(long mostBytes) {
        return sought && phase.is(Phase.READING) && queue.bytes() < mostBytes;
    }

    long bytes() {
        return queue.bytes();
    }

    /** The consumer's position; nothing before {@link #seek} told it. */
    OptionalLong position() {
        return sought ? OptionalLong.of(position) : OptionalLong.empty();
    }

    void offer(Chunk chunk) {
        if (!sought || chunk.next() <= position) { // a poll may tell of partitions that did not move
            return;
        }
        position = chunk.next();
        queue.offer(chunk);
    }

    /**
     * The topic does not have an offset. That may be the position of a reader before this one: a consumer finds out late
     * that its topic was made anew.
     */
    void outOfRange(long offset) {
        if (sought && offset == position && phase.move(Phase.READING, Phase.STOPPED)) {
            queue.end();
        }
    }

    /** Kafka has the records, but they cannot be had. @param why and what helps */
    void unreadable(String why) {
        unreadable = why;
        if (phase.move(Phase.READING, Phase.STOPPED)) {
            queue.end();
        }
    }

    /** Whether a new reader is to take this one's place, now. */
    boolean isToStartAgain() {
        return phase.is(Phase.AGAIN) && System.nanoTime() - againAt >= 0;
    }

    /** Whether that is because the topic has another id: what the consumer still holds may be of the former one. */
    boolean isOfAnotherTopic() {
        return topicReplaced;
    }

    boolean isReading() {
        return phase.is(Phase.READING);
    }

    boolean isStopped() {
        return phase.is(Phase.STOPPED);
    }

    boolean isHeld() {
        return phase.is(Phase.HELD);
    }

    /** @return the position up to which everything is in PostgreSQL; nothing while it is not known */
    OptionalLong ledger() {
        return opening == null ? OptionalLong.empty() : OptionalLong.of(ledger);
    }

    void close() {
        phase.advance(Phase.CLOSED);
        queue.close();
    }

    // what the watch asks and tells

    Optional<StreamId> id() {
        Opening known = opening;
        return Optional.ofNullable(known).map(Opening::id);
    }

    /** @param topicId null when there is no such topic */
    void look(@Nullable Uuid topicId, Positions.@Nullable Line line) {
        Opening known = opening;
        if (known == null) {
            return;
        }
        if (topicId != null && !topicId.equals(known.topicId())) {
            startAgainWithAnotherTopic();
        } else if (line == null || line.epoch() > known.epoch()) {
            startAgain("the ledger wants the position to be read again");
        } else {
            ledger = line.next();
            failures = ledger > known.position() ? 0 : failures;
            if (line.held()) {
                parked = true;
                hold("a slice of it is parked");
            } else if (phase.is(Phase.HELD) && (parked || ledger >= parkedTo)) {
                startAgain("no slice of it is parked any more");
            }
        }
    }

    private void run() {
        try {
            Opening known = open();
            SliceSender sender = new SliceSender(known, tools, this::fail);
            read(sender);
            if (phase.is(Phase.STOPPED)) {
                stop(known, sender.sent());
            } else if (phase.is(Phase.READING)) {
                fail(new IllegalStateException("the queue ended, and nobody said why"));
            }
        } catch (InterruptedException e) {
            startAgain("interrupted");
        } catch (Throwable e) { // also what nobody thought of: a reader must not end in silence
            fail(e);
        }
    }

    private Opening open() throws InterruptedException, Positions.UnknownException {
        Opening known = Opening.of(partition, dataset, tools);
        if (known.opened().replaces()) {
            LOG.warnf(
                    "%s: the topic was made anew and has id %s now; it is read from offset %d",
                    partition, known.topicId(), known.position());
            tools.meters().replaced(dataset);
        }
        ledger = known.position();
        parked = known.isHeld();
        opening = known; // from here on others see it
        if (parked) {
            hold("a slice of it is parked");
        } else if (known.isInRange()) {
            LOG.infof("%s: reading from offset %d, epoch %d", partition, known.position(), known.epoch());
            phase.move(Phase.OPENING, Phase.READING);
        } else if (phase.move(Phase.OPENING, Phase.STOPPED)) {
            queue.end();
        }
        return known;
    }

    /** Until the queue is closed, or has ended. */
    private void read(SliceSender sender) throws InterruptedException {
        for (Chunk chunk = queue.take(); chunk != null; chunk = queue.take()) {
            while (sender.sent() - ledger > tools.maxAhead()) {
                if (queue.awaitClosed(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            Optional<Versioned> version = tools.catalog().latest(dataset);
            if (version.isEmpty()) {
                startAgain("the dataset was deleted"); // unless it is made anew at once, the consumer gives it up
                return;
            }
            switch (sender.send(version.get(), chunk)) {
                case SENT -> queue.release(chunk.bytes());
                case PARKED -> {
                    parkedTo = sender.sent();
                    hold("no rows can be made of what follows");
                }
                case OTHER_TOPIC -> startAgainWithAnotherTopic();
            }
        }
    }

    private void stop(Opening known, long at) throws InterruptedException, Positions.UnknownException {
        String reason = unreadable;
        if (reason == null) {
            RecordTopics.Extent extent = tools.topics().extent(partition);
            if (!tools.topics().id(partition.topic()).equals(Optional.of(known.topicId()))) {
                startAgainWithAnotherTopic(); // which is no reason to stop
                return;
            }
            reason = "offset %d is next, and the topic has %d to %d".formatted(at, extent.begin(), extent.end());
            LOG.errorf(
                    "%s: records are lost, or the topic is not what it was. A person has to decide:"
                            + " ./millrace streams skip %s %d --to earliest",
                    partition, dataset, partition.partition());
        }
        LOG.errorf("%s has STOPPED: %s", partition, reason);
        tools.positions().stop(known.id(), known.epoch(), reason);
    }

    private void hold(String why) {
        if (phase.move(Phase.READING, Phase.HELD) || phase.move(Phase.OPENING, Phase.HELD)) {
            LOG.warnf("%s waits at offset %d: %s", partition, ledger, why);
            queue.close();
        }
    }

    /** Sends nothing more: what follows a batch that is lost would lie behind a gap. */
    private void fail(Throwable e) {
        int attempt = failures + 1;
        Duration pause = BACKOFF.delay(attempt);
        if (!again(pause)) {
            return; // it is known already, or no longer of interest
        }
        failures = attempt;
        tools.meters().failed(dataset);
        boolean foreseen = e instanceof KafkaException || e instanceof Positions.UnknownException;
        LOG.warnf(
                foreseen || attempt > 1 ? null : e,
                "%s: starting again from the ledger's position in %d ms, after %d failures in a row: %s",
                partition,
                pause.toMillis(),
                attempt,
                e);
    }

    private void startAgainWithAnotherTopic() {
        topicReplaced = true;
        startAgain("the topic was deleted or made anew");
    }

    private void startAgain(String reason) {
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
