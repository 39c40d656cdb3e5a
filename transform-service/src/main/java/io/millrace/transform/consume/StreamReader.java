package io.millrace.transform.consume;

import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Stream;
import io.millrace.edge.catalog.DatasetCatalog.Versioned;
import io.millrace.transform.batch.StreamSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of a topic of records, on a virtual thread of its own: takes its position from the ledger, makes
 * slices of what the consumer hands over, and sends their batches in order.
 *
 * <pre>
 *   opening ──position known──▶ reading ──the topic lacks the position──▶ stopped
 *      └───────────any of them──any doubt──▶ again: the consumer makes a new reader, which opens
 * </pre>
 *
 * A doubt is a topic with another id, a newer epoch in the ledger, or a failure. Starting again is always right, because
 * what has been sent twice is trimmed by the loader.
 */
final class StreamReader {
    private static final Logger LOG = Logger.getLogger(StreamReader.class);
    private static final int IN_FLIGHT = 4; // batches sent and not acknowledged
    private static final Duration PAUSE = Duration.ofSeconds(2); // after a failure
    private static final int LOOK_MILLIS = 100; // how often one that is far ahead looks at the ledger's position

    private final TopicPartition partition;
    private final String dataset;
    private final StreamTools tools;
    private final ChunkQueue queue;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final Thread thread;

    private volatile @Nullable Opening opening;
    private volatile boolean sought;
    private volatile boolean stopped;
    private volatile boolean again;
    private volatile long ledger; // its position, as last seen
    private volatile long sent;

    /** Where the stream is read from, and on whose word. */
    private record Opening(Uuid topicId, StreamId id, Positions.Line line) {}

    StreamReader(TopicPartition partition, String dataset, StreamTools tools) {
        this.partition = partition;
        this.dataset = dataset;
        this.tools = tools;
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

    /** @return the position to read from, once, when it has become known */
    OptionalLong seek() {
        Opening known = opening;
        if (known == null || sought) {
            return OptionalLong.empty();
        }
        sought = true;
        return OptionalLong.of(known.line().next());
    }

    /** Whether the consumer shall go on fetching. */
    boolean wantsRecords(long mostBytes) {
        return sought && !stopped && !again && queue.bytes() < mostBytes;
    }

    long bytes() {
        return queue.bytes();
    }

    void offer(Chunk chunk) {
        queue.offer(chunk);
    }

    /** The topic does not have the position that the consumer is at. */
    void outOfRange() {
        stopped = true;
        queue.end();
    }

    /** Whether a new reader is to take this one's place. */
    boolean isToStartAgain() {
        return again;
    }

    boolean isReading() {
        return sought && !stopped;
    }

    boolean isStopped() {
        return stopped;
    }

    /** @return the position up to which everything is in PostgreSQL; 0 while it is not known */
    long ledger() {
        return ledger;
    }

    void close() {
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
            startAgain("the topic was made anew");
        } else if (line == null || line.epoch() > known.line().epoch()) {
            startAgain("the ledger wants the position to be read again");
        } else {
            ledger = line.next();
        }
    }

    private void run() {
        try {
            Opening known = open();
            if (stopped) {
                return;
            }
            List<Chunk> chunks = queue.take();
            while (!chunks.isEmpty()) {
                publish(known, chunks);
                chunks = queue.take();
            }
            if (stopped) {
                stop(known);
            }
        } catch (InterruptedException e) {
            startAgain("interrupted");
        } catch (
                Throwable
                        e) { // also what nobody thought of: a reader that ends in silence would be a stream that stands
            fail(e);
        }
    }

    private Opening open() throws InterruptedException, Positions.UnknownException {
        Uuid topicId = tools.topics()
                .id(partition.topic())
                .orElseThrow(() -> new IllegalStateException("there is no topic " + partition.topic()));
        RecordTopics.Extent extent = tools.topics().extent(partition);
        StreamId id = StreamId.of(topicId, partition.partition());
        Positions.Opened opened = tools.positions().open(id, partition.topic(), dataset, extent.begin());
        if (opened.replaces()) {
            LOG.warnf(
                    "%s: the topic was made anew and has id %s now; it is read from its beginning, offset %d",
                    partition, topicId, opened.line().next());
            tools.meters().replaced(dataset);
        }
        Opening known = new Opening(topicId, id, opened.line());
        long position = opened.line().next();
        ledger = position;
        sent = position;
        if (extent.has(position)) {
            LOG.infof(
                    "%s: reading from offset %d, epoch %d",
                    partition, position, opened.line().epoch());
        } else {
            stopped = true;
            stop(known);
        }
        opening = known; // last: from here on others see it
        return known;
    }

    private void publish(Opening known, List<Chunk> chunks) throws InterruptedException {
        Optional<Versioned> versioned = tools.catalog().latest(dataset);
        if (versioned.isEmpty()) {
            queue.close(); // deleted; the consumer is about to give the partition up
            return;
        }
        while (sent - ledger > tools.maxAhead()) {
            if (queue.awaitClosed(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        List<KafkaRecord> records = new ArrayList<>();
        long bytes = 0;
        for (Chunk chunk : chunks) {
            chunk.records().forEach(entry -> records.add(new KafkaRecord(entry)));
            bytes += chunk.bytes();
        }
        StreamSlice slice = new StreamSlice(sent, chunks.getLast().next(), records);
        long begun = System.nanoTime();
        List<Rows> all = tools.transformer().transform(versioned.get().dataset(), slice, tools.now());
        long took = System.nanoTime() - begun;
        // a consumer does not notice at once that its topic was deleted and made anew: what it read is what it was
        // opened
        // for only if the topic has the same id before and after
        if (!tools.topics().id(partition.topic()).equals(Optional.of(known.topicId()))) {
            startAgain("the topic was deleted");
            return;
        }
        Stream stream = Stream.newBuilder()
                .setTopicId(known.id().topicBytes())
                .setPartition(partition.partition())
                .setTopic(partition.topic())
                .setDataset(dataset)
                .setDatasetVersion(versioned.get().version())
                .setEpoch(known.line().epoch())
                .build();
        for (Rows rows : all) {
            inFlight.acquire();
            tools.batches()
                    .send(RowBatch.newBuilder().setStream(stream).setRows(rows).build(), (place, e) -> {
                        inFlight.release();
                        if (e != null) {
                            fail(e);
                        }
                    });
        }
        sent = slice.to();
        queue.release(bytes);
        tools.meters().transformed(dataset, bytes, all, Duration.ofNanos(took));
    }

    /** The topic may have been made anew, which is no reason to stop. */
    private void stop(Opening known) throws InterruptedException, Positions.UnknownException {
        RecordTopics.Extent extent = tools.topics().extent(partition);
        if (!tools.topics().id(partition.topic()).equals(Optional.of(known.topicId()))) {
            startAgain("the topic was made anew");
            return;
        }
        String reason = "offset %d is next, and the topic has %d to %d".formatted(sent, extent.begin(), extent.end());
        LOG.errorf(
                "%s has STOPPED: %s. Records are lost, or the topic is not what it was. A person has to decide:"
                        + " ./millrace streams skip %s %d --to earliest",
                partition, reason, dataset, partition.partition());
        tools.positions().stop(known.id(), known.line().epoch(), reason);
    }

    /** Sends nothing more: what follows a batch that is lost would lie behind a gap. */
    private void fail(Throwable e) {
        queue.close();
        LOG.warnf(e, "%s: starting again from the ledger's position in %s", partition, PAUSE);
        tools.meters().failed(dataset);
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException shortened) {
                Thread.currentThread().interrupt();
            }
            again = true;
        });
    }

    private void startAgain(String reason) {
        queue.close();
        LOG.infof("%s: starting again: %s", partition, reason);
        again = true;
    }
}
