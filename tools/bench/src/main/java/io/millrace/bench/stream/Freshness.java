package io.millrace.bench.stream;

import io.millrace.contract.topic.Topics;
import io.millrace.embedded.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * How old a record is when its row can be seen, at a steady rate.
 *
 * <p>Per record: from the moment at which the producer is handed the record to the first look at the ledger that finds its
 * offset passed. Looks are 5 ms apart and counted at their end, so the figures are too great by some milliseconds, never
 * too small. The first seconds are not counted.
 */
final class Freshness {
    private static final int LEAD_SECONDS = 5;
    private static final long LOOK_NANOS = 5_000_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final double NANOS_A_MILLI = 1e6;

    /**
     * @param recordsPerSecond that were sent, all partitions together
     * @param seconds that were counted
     * @param p50Millis half of the records were fresher
     * @param p99Millis 99 of 100 were fresher
     * @param mostMillis the stalest
     */
    record Result(double recordsPerSecond, int seconds, double p50Millis, double p99Millis, double mostMillis) {}

    private final int rate;
    private final int seconds;
    private final AtomicLongArray[] sentAt; // nanos by partition and offset; the topic is new, so offsets begin at 0
    private final long[] freshness; // nanos, as found
    private int found;

    Freshness(int rate, int seconds) {
        this.rate = rate;
        this.seconds = seconds;
        int all = rate * (LEAD_SECONDS + seconds);
        this.freshness = new long[all];
        this.sentAt = IntStream.range(0, JsonReadings.PARTITIONS)
                .mapToObj(partition -> new AtomicLongArray(all / JsonReadings.PARTITIONS + 1))
                .toArray(AtomicLongArray[]::new);
    }

    /** Sends and looks for as long as that takes. */
    Result measure(String servers, Database database, String dataset) throws Exception {
        String topic = Topics.records(dataset);
        CompletableFuture<Double> sending = new CompletableFuture<>();
        Thread sender = Thread.ofPlatform().name("steady-producer").start(() -> {
            try {
                sending.complete(send(servers, topic));
            } catch (Throwable e) {
                sending.completeExceptionally(e);
            }
        });
        look(database, topic, sending);
        sender.join();
        long[] sorted = Arrays.copyOf(freshness, found);
        Arrays.sort(sorted);
        return new Result(sending.join(), seconds, millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1));
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / NANOS_A_MILLI;
    }

    private double send(String servers, String topic) throws IOException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", servers, "compression.type", "lz4", "batch.size", Filler.BATCH_BYTES);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long begun = System.nanoTime();
            new JsonReadings(freshness.length, false).forEach((record, json) -> {
                long due = begun + record * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(1_000_000);
                }
                int partition = record % JsonReadings.PARTITIONS;
                int offset = record / JsonReadings.PARTITIONS;
                sentAt[partition].set(offset, System.nanoTime());
                producer.send(new ProducerRecord<>(topic, partition, null, json), (sent, e) -> {
                    if (e != null || sent.offset() != offset) {
                        failure.set(e != null ? e : new IOException("offset " + sent.offset() + " for " + offset));
                    }
                });
            });
            double rate = freshness.length / ((System.nanoTime() - begun) / 1e9);
            producer.flush();
            Exception failed = failure.get();
            if (failed != null) {
                throw new IOException("a record could not be sent: " + failed, failed);
            }
            return rate;
        }
    }

    private void look(Database database, String topic, CompletableFuture<Double> sending)
            throws SQLException, ExecutionException, InterruptedException {
        long[] passed = new long[JsonReadings.PARTITIONS];
        long last = System.nanoTime();
        try (Connection connection = database.connect();
                PreparedStatement ledger = connection.prepareStatement(
                        "SELECT partition, next_offset FROM millrace.stream WHERE topic = ?")) {
            ledger.setString(1, topic);
            while (LongStream.of(passed).sum() < freshness.length) {
                LockSupport.parkNanos(LOOK_NANOS);
                try (ResultSet rows = ledger.executeQuery()) {
                    long now = System.nanoTime();
                    while (rows.next()) {
                        int partition = rows.getInt(1);
                        long next = rows.getLong(2);
                        last = next > passed[partition] ? now : last;
                        pass(partition, passed[partition], next, now);
                        passed[partition] = next;
                    }
                    if (sending.isCompletedExceptionally()) {
                        sending.get();
                    }
                    if (now - last > PATIENCE_NANOS) {
                        throw new IllegalStateException(
                                topic + " stands still at " + Arrays.toString(passed) + " of " + freshness.length);
                    }
                }
            }
        }
    }

    private void pass(int partition, long from, long to, long now) {
        long firstCounted = (long) LEAD_SECONDS * rate / JsonReadings.PARTITIONS;
        for (long offset = Math.max(from, firstCounted); offset < to; offset++) {
            freshness[found++] = now - sentAt[partition].get((int) offset);
        }
    }
}
