package io.millrace.transform.stream;

import io.millrace.edge.catalog.DatasetCatalog.Versioned;
import io.millrace.edge.queue.ByteCountedQueue;
import io.millrace.transform.position.StreamId;
import io.millrace.transform.position.StreamPositions;
import io.millrace.transform.position.TopicFacts;
import java.util.Optional;
import java.util.OptionalLong;
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
public final class StreamReader {
    private static final Logger LOG = Logger.getLogger(StreamReader.class);
    private static final long LOOK =
            100_000_000; // nanoseconds between two looks of one that is far ahead at the ledger's position

    private final TopicPartition partition;
    private final String dataset;
    private final StreamTools tools;
    private final ByteCountedQueue<Chunk> queue = new ByteCountedQueue<>(Chunk::bytes);
    private final PhaseChanges phase;
    private final Thread thread;

    private volatile @Nullable Opening opening;
    private volatile boolean parked; // the ledger was seen to say so
    private volatile long parkedTo = Long.MAX_VALUE;
    private volatile @Nullable String unreadable;
    private volatile long ledger; // its position, as last seen

    // of the consumer's thread
    private boolean sought;
    private long position;

    /** @param failures of the readers before this one, in a row */
    public StreamReader(TopicPartition partition, String dataset, StreamTools tools, int failures) {
        this.partition = partition;
        this.dataset = dataset;
        this.tools = tools;
        phase = new PhaseChanges(partition, dataset, queue, tools.meters(), failures);
        thread = Thread.ofVirtual().name("read-" + partition).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    // what the consumer's thread asks and tells

    public String dataset() {
        return dataset;
    }

    public TopicPartition partition() {
        return partition;
    }

    public int failures() {
        return phase.failures();
    }

    /** @return the position to read from, once, when it has become known */
    public OptionalLong seek() {
        Opening known = opening;
        if (known == null || sought) {
            return OptionalLong.empty();
        }
        sought = true;
        position = known.position();
        return OptionalLong.of(position);
    }

    /** Whether the consumer shall go on fetching. */
    public boolean wantsRecords(long mostBytes) {
        return sought && phase.is(Phase.READING) && queue.bytes() < mostBytes;
    }

    public long bytes() {
        return queue.bytes();
    }

    /** The consumer's position; nothing before {@link #seek} told it. */
    public OptionalLong position() {
        return sought ? OptionalLong.of(position) : OptionalLong.empty();
    }

    public void offer(Chunk chunk) {
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
    public void outOfRange(long offset) {
        if (sought && offset == position) {
            phase.stop(Phase.READING);
        }
    }

    /** Kafka has the records, but they cannot be had. @param why and what helps */
    public void unreadable(String why) {
        unreadable = why;
        phase.stop(Phase.READING);
    }

    /** Whether a new reader is to take this one's place, now. */
    public boolean isToStartAgain() {
        return phase.isToStartAgain();
    }

    /** Whether that is because the topic has another id: what the consumer still holds may be of the former one. */
    public boolean isOfAnotherTopic() {
        return phase.isOfAnotherTopic();
    }

    public boolean isReading() {
        return phase.is(Phase.READING);
    }

    public boolean isStopped() {
        return phase.is(Phase.STOPPED);
    }

    public boolean isHeld() {
        return phase.is(Phase.HELD);
    }

    /** @return the position up to which everything is in PostgreSQL; nothing while it is not known */
    public OptionalLong ledger() {
        return opening == null ? OptionalLong.empty() : OptionalLong.of(ledger);
    }

    public void close() {
        phase.close();
    }

    // what the watch asks and tells

    public Optional<StreamId> id() {
        Opening known = opening;
        return Optional.ofNullable(known).map(Opening::id);
    }

    /** @param topicId null when there is no such topic */
    public void look(@Nullable Uuid topicId, StreamPositions.@Nullable Line line) {
        Opening known = opening;
        if (known == null) {
            return;
        }
        if (topicId != null && !topicId.equals(known.topicId())) {
            phase.startAgainWithAnotherTopic();
        } else if (line == null || line.epoch() > known.epoch()) {
            phase.startAgain("the ledger wants the position to be read again");
        } else {
            ledger = line.next();
            if (ledger > known.position()) {
                phase.succeeded();
            }
            if (line.held()) {
                parked = true;
                phase.hold(ledger, "a slice of it is parked");
            } else if (phase.is(Phase.HELD) && (parked || ledger >= parkedTo)) {
                phase.startAgain("no slice of it is parked any more");
            }
        }
    }

    private void run() {
        try {
            Opening known = open();
            SliceSender sender = new SliceSender(known, tools, phase::fail);
            read(sender);
            if (phase.is(Phase.STOPPED)) {
                stop(known, sender.sent());
            } else if (phase.is(Phase.READING)) {
                phase.fail(new IllegalStateException("the queue ended, and nobody said why"));
            }
        } catch (InterruptedException e) {
            phase.startAgain("interrupted");
        } catch (Throwable e) { // also what nobody thought of: a reader must not end in silence
            phase.fail(e);
        }
    }

    private Opening open() throws InterruptedException, StreamPositions.UnknownException {
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
            phase.hold(ledger, "a slice of it is parked");
        } else if (known.isInRange()) {
            LOG.infof("%s: reading from offset %d, epoch %d", partition, known.position(), known.epoch());
            phase.read();
        } else {
            phase.stop(Phase.OPENING);
        }
        return known;
    }

    /** Until the queue is closed, or has ended. */
    private void read(SliceSender sender) throws InterruptedException {
        SliceGathering slices = new SliceGathering(queue, tools.limits());
        for (Chunk chunk = slices.next(); chunk != null; chunk = slices.next()) {
            while (sender.sent() - ledger > tools.maxAhead()) {
                if (queue.awaitClosed(LOOK)) {
                    return;
                }
            }
            Optional<Versioned> version = tools.catalog().latest(dataset);
            if (version.isEmpty()) {
                phase.startAgain("the dataset was deleted"); // unless it is made anew at once, the consumer gives it up
                return;
            }
            switch (sender.send(version.get(), chunk)) {
                case SENT -> queue.release(chunk.bytes());
                case PARKED -> {
                    parkedTo = sender.sent();
                    phase.hold(ledger, "no rows can be made of what follows");
                }
                case OTHER_TOPIC -> phase.startAgainWithAnotherTopic();
            }
        }
    }

    private void stop(Opening known, long at) throws InterruptedException, StreamPositions.UnknownException {
        String reason = unreadable;
        if (reason == null) {
            TopicFacts.Extent extent = tools.topics().extent(partition);
            if (!tools.topics().id(partition.topic()).equals(Optional.of(known.topicId()))) {
                phase.startAgainWithAnotherTopic(); // which is no reason to stop
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
}
