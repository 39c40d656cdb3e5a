package io.millrace.loader;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Conflict;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Target;
import io.millrace.contract.tuple.TupleWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An upload of rows for a table with a key, as transform would hand it over. */
public final class KeyedJob {
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int SHA256_BYTES = 32;

    private final UUID id = UUID.randomUUID();
    private final Job job = Job.newBuilder()
            .setId(ByteString.copyFrom(ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array()))
            .setDataset("items")
            .setDatasetVersion(1)
            .setStartedAt(1_700_000_000_000_000L)
            .setFormat(Format.newBuilder().setType(Format.Type.CSV).setDelimiter(","))
            .build();
    private final Target.Builder target = Target.newBuilder()
            .setSchema("public")
            .setTable("items")
            .addAllColumns(List.of("device", "at", "version", "note"));
    private int units;

    /** A row of the table. */
    public record Item(String device, Instant at, long version, String note) {}

    /** Rows of a table with this key and conflict. */
    public KeyedJob(Conflict.Action action, String version) {
        target.setConflict(Conflict.newBuilder()
                .addAllColumns(List.of("device", "at"))
                .setAction(action)
                .setVersion(version));
    }

    /** Rows of a table without a key. */
    public KeyedJob() {}

    public KeyedJob table(String name) {
        target.setTable(name);
        return this;
    }

    public UUID id() {
        return id;
    }

    /** The job's next unit. */
    public RowBatch unit(Item... items) {
        return unit(List.of(items));
    }

    /** The job's next unit. */
    public RowBatch unit(List<Item> items) {
        int number = units++;
        TupleWriter tuples = new TupleWriter(64 * items.size());
        for (Item item : items) {
            tuples.beginRow(4);
            text(tuples, item.device());
            tuples.writeLong(Duration.between(POSTGRES_EPOCH, item.at()).toNanos() / 1000);
            tuples.writeLong(item.version());
            text(tuples, item.note());
        }
        return RowBatch.newBuilder()
                .setJob(job)
                .setRows(Rows.newBuilder()
                        .setNumber(number)
                        .setFrom(number * 1000L)
                        .setTo((number + 1) * 1000L)
                        .setSha256(ByteString.copyFrom(new byte[SHA256_BYTES]))
                        .setTarget(target)
                        .setCount(items.size())
                        .setTuples(ByteString.copyFrom(tuples.array(), 0, tuples.size()))
                        .setMinTime(micros(items.stream().map(Item::at).min(Instant::compareTo)))
                        .setMaxTime(micros(items.stream().map(Item::at).max(Instant::compareTo)))
                        .addLines(Lines.newBuilder().setFirst(1).setCount(items.size())))
                .build();
    }

    private static long micros(Optional<Instant> at) {
        return Duration.between(Instant.EPOCH, at.orElseThrow()).toNanos() / 1000;
    }

    private static void text(TupleWriter tuples, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        tuples.writeBytes(utf8, 0, utf8.length);
    }
}
