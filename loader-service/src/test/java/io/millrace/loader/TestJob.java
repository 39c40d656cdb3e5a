package io.millrace.loader;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Source;
import io.millrace.contract.message.Stop;
import io.millrace.contract.message.Target;
import io.millrace.contract.tuple.TupleWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * An upload of readings as transform would hand it over. Every unit has the same number of rows; row r of unit u is sensor
 * {@code s<u>-<r>}, one second after the row before it, and stands on line {@code u·rows + r + 1}.
 */
public final class TestJob {
    public static final int UNIT_BYTES = 1000;
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final UUID id = UUID.randomUUID();
    private final Job.Builder job = Job.newBuilder()
            .setId(ByteString.copyFrom(ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array()))
            .setDataset("readings")
            .setDatasetVersion(1)
            .setSourceName("readings.csv")
            .setStartedAt(1_700_000_000_000_000L)
            .setFormat(Format.newBuilder()
                    .setType(Format.Type.CSV)
                    .setDelimiter(",")
                    .setQuote("\"")
                    .setEscape("\""))
            .setCut(ByteString.copyFromUtf8("cut"));
    private Target.Builder target = Target.newBuilder()
            .setSchema("public")
            .setTable("readings")
            .addAllColumns(List.of("sensor_id", "recorded_at", "temperature"));
    private final int rowsPerUnit;
    private Instant from = Instant.parse("2026-01-10T00:00:00Z");
    private String content = "content";

    public TestJob(int rowsPerUnit) {
        this.rowsPerUnit = rowsPerUnit;
    }

    public UUID id() {
        return id;
    }

    public Job.Builder job() {
        return job;
    }

    public TestJob from(Instant firstRow) {
        from = firstRow;
        return this;
    }

    /** Another input: other hashes, the same places. */
    public TestJob content(String other) {
        content = other;
        return this;
    }

    public TestJob table(String name) {
        target.setTable(name);
        return this;
    }

    public RowBatch unit(int number, Reject... rejects) {
        return RowBatch.newBuilder().setJob(job).setRows(rows(number, rejects)).build();
    }

    public RowBatch unit(int number, Source source) {
        return RowBatch.newBuilder()
                .setJob(job)
                .setRows(rows(number).toBuilder().setSource(source))
                .build();
    }

    private Rows rows(int number, Reject... rejects) {
        TupleWriter tuples = new TupleWriter(64 * rowsPerUnit);
        Instant first = from.plusSeconds((long) number * rowsPerUnit);
        for (int row = 0; row < rowsPerUnit; row++) {
            tuples.beginRow(3);
            char[] sensor = ("s" + number + "-" + row).toCharArray();
            byte[] text = new String(sensor).getBytes(StandardCharsets.UTF_8);
            tuples.writeBytes(text, 0, text.length);
            tuples.writeLong(
                    Duration.between(POSTGRES_EPOCH, first.plusSeconds(row)).toSeconds() * 1_000_000);
            tuples.writeDouble(row);
        }
        return Rows.newBuilder()
                .setNumber(number)
                .setFrom((long) number * UNIT_BYTES)
                .setTo((number + 1L) * UNIT_BYTES)
                .setSha256(ByteString.copyFrom(hash(number)))
                .setTarget(target)
                .setCount(rowsPerUnit)
                .setTuples(ByteString.copyFrom(tuples.array(), 0, tuples.size()))
                .setMinTime(first.getEpochSecond() * 1_000_000)
                .setMaxTime(first.plusSeconds(Math.max(0, rowsPerUnit - 1)).getEpochSecond() * 1_000_000)
                .addLines(Lines.newBuilder()
                        .setFirst((long) number * rowsPerUnit + 1)
                        .setCount(rowsPerUnit))
                .addAllRejects(List.of(rejects))
                .setReceivedAt(Instant.now().toEpochMilli() * 1000)
                .build();
    }

    public byte[] hash(int number) {
        return digest().digest((content + number).getBytes(StandardCharsets.UTF_8));
    }

    public RowBatch end(int units) {
        MessageDigest all = digest();
        for (int unit = 0; unit < units; unit++) {
            all.update(hash(unit));
        }
        return RowBatch.newBuilder()
                .setJob(job)
                .setEnd(End.newBuilder()
                        .setUnits(units)
                        .setBytes((long) units * UNIT_BYTES)
                        .setWireBytes(1)
                        .setSha256(ByteString.copyFrom(all.digest())))
                .build();
    }

    public RowBatch stop(Stop.Outcome outcome, String reason) {
        return RowBatch.newBuilder()
                .setJob(job)
                .setStop(Stop.newBuilder().setOutcome(outcome).setReason(reason))
                .build();
    }

    /** Units 0 to count − 1 and the end. */
    public List<RowBatch> whole(int count) {
        List<RowBatch> all = new ArrayList<>();
        for (int unit = 0; unit < count; unit++) {
            all.add(unit(unit));
        }
        all.add(end(count));
        return all;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
