package io.millrace.loader.batch;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Lines;
import io.millrace.contract.message.Parked;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Target;
import java.io.IOException;
import java.util.UUID;

/**
 * A message understood: of a job or of a stream.
 *
 * @param size bytes of the message as delivered; the tuples are a view of them, not a copy
 */
public record Batch(Delivery delivery, RowBatch message, int size) {
    private static final int UUID_BYTES = 16;
    private static final int SHA256_BYTES = 32;

    /** Of a message that is not a whole row batch, the answer is a parked one without a unit. */
    public static Batch parse(Delivery delivery) {
        int size = delivery.value().length;
        try {
            CodedInputStream in =
                    UnsafeByteOperations.unsafeWrap(delivery.value()).newCodedInput();
            in.enableAliasing(true);
            RowBatch message = RowBatch.parseFrom(in);
            check(message);
            return new Batch(delivery, message, size);
        } catch (IOException | RuntimeException e) {
            return unreadable(
                    delivery, "the message at %s is not a row batch: %s".formatted(delivery.place(), e.getMessage()));
        }
    }

    /** A message of which nothing can be trusted, so that it belongs to no job and no stream. */
    public static Batch unreadable(Delivery delivery, String cause) {
        RowBatch parked = RowBatch.newBuilder()
                .setParked(Parked.newBuilder().setCause(cause))
                .build();
        return new Batch(delivery, parked, delivery.value().length);
    }

    private static void check(RowBatch message) {
        if (message.hasStream()) {
            expect(message.getStream().getTopicId().size() == UUID_BYTES, "stream.topic_id has not 16 bytes");
            expect(message.hasRows() || message.hasParked(), "it is of a stream and has no rows");
        } else if (message.hasJob() || !message.hasParked()) {
            expect(message.getJob().getId().size() == UUID_BYTES, "job.id is not a UUID of 16 bytes");
        }
        expect(message.getPartCase() != RowBatch.PartCase.PART_NOT_SET, "it has neither rows, end nor stop");
        if (message.hasParked()) {
            expect(!message.getParked().getUnit().isEmpty(), "parked.unit is empty");
        }
        if (message.hasRows()) {
            Rows rows = message.getRows();
            expect(rows.getNumber() >= 0, "rows.number is negative");
            expect(rows.getFrom() >= 0 && rows.getFrom() <= rows.getTo(), "rows.from lies behind rows.to");
            expect(message.hasStream() || rows.getSha256().size() == SHA256_BYTES, "rows.sha256 has not 32 bytes");
            expect(rows.getTarget().getColumnsCount() > 0 || rows.getCount() == 0, "rows.target has no columns");
            long lines = rows.getLinesList().stream().mapToLong(Lines::getCount).sum();
            expect(lines == rows.getCount(), "rows.lines and rows.count disagree");
        }
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static UUID uuid(ByteString bytes) {
        var buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** Only for a batch of a job. */
    public Job sender() {
        return message.getJob();
    }

    public BatchPlace place() {
        return delivery.place();
    }

    public boolean ofStream() {
        return message.hasStream();
    }

    public boolean ofJob() {
        return message.hasJob();
    }

    /** Whether transform, or {@link #parse}, could make nothing of it. */
    public boolean isParked() {
        return message.hasParked();
    }

    /** The table that its rows go to, for {@link io.millrace.loader.failure.Breaker}; empty without rows. */
    public String table() {
        Target target = message.getRows().getTarget();
        return rowCount() == 0 ? "" : target.getSchema() + "." + target.getTable();
    }

    /** @return the job's id; only for a batch of a job */
    public UUID job() {
        return uuid(message.getJob().getId());
    }

    /** @return the unit's key; only for a batch of a job, with rows */
    public UnitKey key() {
        return new UnitKey(job(), message.getRows().getNumber());
    }

    /** @return the stream's key; only for a batch of a stream */
    public StreamKey stream() {
        return new StreamKey(
                uuid(message.getStream().getTopicId()), message.getStream().getPartition());
    }

    /** The dataset's name; empty when the message does not tell. */
    public String dataset() {
        return ofStream() ? message.getStream().getDataset() : message.getJob().getDataset();
    }

    /** The same delivery with other rows. */
    public Batch with(Rows rows) {
        return new Batch(delivery, message.toBuilder().setRows(rows).build(), size);
    }

    /** @return rows that are to be loaded; 0 for a marker */
    public int rowCount() {
        return message.getRows().getCount();
    }
}
