package io.millrace.loader;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Stream;
import io.millrace.contract.message.Target;
import io.millrace.contract.tuple.TupleWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A partition of a topic of records, as transform would hand it over. The record at offset o is the row of sensor
 * {@code r<o>}, o seconds after the first; an offset that divides by 10 is a reject.
 */
public final class TestStream {
    private static final Instant FIRST = Instant.parse("2026-01-10T00:00:00Z");
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    public static final int REJECT_EVERY = 10;

    private final UUID topicId = UUID.randomUUID();
    private final String dataset;
    private String table = "readings";
    private int epoch;

    public TestStream(String dataset) {
        this.dataset = dataset;
    }

    public UUID topicId() {
        return topicId;
    }

    public TestStream epoch(int newEpoch) {
        epoch = newEpoch;
        return this;
    }

    public TestStream table(String name) {
        table = name;
        return this;
    }

    /** What transform does first. */
    public String open() {
        return "SELECT * FROM millrace.open_stream('%s', 0, 'millrace.records.%s', '%s', 0)"
                .formatted(topicId, dataset, dataset);
    }

    /** The slice of positions [from, to). */
    public RowBatch slice(long from, long to) {
        TupleWriter tuples = new TupleWriter(1024);
        Rows.Builder rows = Rows.newBuilder();
        for (long offset = from; offset < to; offset++) {
            if (offset % REJECT_EVERY == 0) {
                rows.addRejects(Reject.newBuilder()
                        .setLine(offset)
                        .setLength(3)
                        .setColumn("temperature")
                        .setReason("too hot")
                        .setRaw(ByteString.copyFromUtf8("{}\n")));
                continue;
            }
            tuples.beginRow(3);
            byte[] sensor = ("r" + offset).getBytes(StandardCharsets.UTF_8);
            tuples.writeBytes(sensor, 0, sensor.length);
            tuples.writeLong(
                    Duration.between(POSTGRES_EPOCH, FIRST.plusSeconds(offset)).toSeconds() * 1_000_000);
            tuples.writeDouble(offset);
            rows.addLines(Lines.newBuilder().setFirst(offset).setCount(1));
        }
        if (tuples.rows() > 0) {
            rows.setMinTime(FIRST.plusSeconds(from).getEpochSecond() * 1_000_000)
                    .setMaxTime(FIRST.plusSeconds(to - 1).getEpochSecond() * 1_000_000);
        }
        return RowBatch.newBuilder()
                .setStream(Stream.newBuilder()
                        .setTopicId(ByteString.copyFrom(ByteBuffer.allocate(16)
                                .putLong(topicId.getMostSignificantBits())
                                .putLong(topicId.getLeastSignificantBits())
                                .array()))
                        .setTopic("millrace.records." + dataset)
                        .setDataset(dataset)
                        .setDatasetVersion(1)
                        .setEpoch(epoch))
                .setRows(rows.setFrom(from)
                        .setTo(to)
                        .setTarget(Target.newBuilder()
                                .setSchema("public")
                                .setTable(table)
                                .addAllColumns(List.of("sensor_id", "recorded_at", "temperature")))
                        .setCount(tuples.rows())
                        .setTuples(ByteString.copyFrom(tuples.array(), 0, tuples.size()))
                        .setReceivedAt(Instant.now().toEpochMilli() * 1000)
                        .setNewestAt(FIRST.plusSeconds(to - 1).getEpochSecond() * 1_000_000))
                .build();
    }
}
