package io.millrace.transform.unit;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Datasets, jobs and slices for tests. */
public final class Units {
    public static final Instant STARTED = Instant.parse("2024-02-01T00:00:00Z");
    public static final long CUT_AT = micros(STARTED.plusSeconds(7));
    public static final Source SOURCE = Source.newBuilder()
            .setTopic("millrace.units")
            .setPartition(3)
            .setOffset(42)
            .build();

    /** The design's own example. */
    public static final Dataset READINGS = DatasetDocument.read("""
            name: readings
            table: public.readings
            timeColumn: recorded_at
            partitioning: {interval: month}
            accept: {past: 10 years, future: 1 month}
            columns:
              - {name: sensor_id,   type: text, required: true, maxLength: 64}
              - {name: recorded_at, type: timestamptz, required: true, zone: UTC}
              - {name: temperature, type: double precision, min: -90, max: 150}
              - {name: humidity,    type: double precision, min: 0, max: 100}
              - {name: pressure,    type: double precision}
              - {name: status,      type: text, oneOf: [OK, WARN, FAIL]}
            """);

    private Units() {}

    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** CSV with the dataset's sources as its header. */
    public static Format csv(Dataset dataset) {
        return csv(dataset.columns().stream().map(column -> column.source()).toList());
    }

    public static Format csv(List<String> fields) {
        return Format.newBuilder()
                .setType(Format.Type.CSV)
                .setDelimiter(",")
                .setQuote("\"")
                .setEscape("\"")
                .addAllFields(fields)
                .build();
    }

    public static Format ndjson() {
        return Format.newBuilder().setType(Format.Type.NDJSON).build();
    }

    public static Job job(Dataset dataset, Format format) {
        return Job.newBuilder()
                .setId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))
                .setDataset(dataset.name())
                .setDatasetVersion(1)
                .setStartedAt(micros(STARTED))
                .setFormat(format)
                .build();
    }

    /** The second unit of its job: 1,000 bytes and 10 lines went before it. */
    public static Slice slice(byte[] payload) {
        return Slice.newBuilder()
                .setNumber(1)
                .setFrom(1_000)
                .setTo(1_000 + payload.length)
                .setPayloadFrom(1_000)
                .setPayloadLine(11)
                .setPayload(ByteString.copyFrom(payload))
                .setSha256(ByteString.copyFrom(sha256(payload)))
                .build();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    public static Rows transform(Dataset dataset, Format format, String payload) {
        return transform(dataset, format, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static Rows transform(Dataset dataset, Format format, byte[] payload) {
        return new UnitTransformer(15 << 20, thrown -> {})
                .transform(dataset, job(dataset, format), slice(payload), SOURCE, CUT_AT);
    }
}
