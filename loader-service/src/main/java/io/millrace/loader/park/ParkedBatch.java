package io.millrace.loader.park;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Target;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.ByteRange;
import io.millrace.loader.batch.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it is parked.
 *
 * @param id the same whenever the same unit is parked
 * @param job null unless it is of an upload
 * @param unit the slice's number; null for a marker
 * @param bytes the slice's; null for a marker
 * @param stream null unless it is of a stream
 * @param from of a stream's slice, the first position
 * @param to of a stream's slice, the position behind it
 * @param topic where the message goes to when it is tried again
 * @param target the table; null when only transform would know it
 */
record ParkedBatch(
        UUID id,
        String dataset,
        @Nullable UUID job,
        @Nullable Integer unit,
        @Nullable ByteRange bytes,
        @Nullable StreamKey stream,
        long from,
        long to,
        String topic,
        byte[] message,
        @Nullable Target target) {

    static ParkedBatch of(Batch batch) {
        RowBatch message = batch.message();
        ByteString unit = message.getParked().getUnit();
        if (!message.hasParked() || unit.isEmpty()) {
            return of(batch, Topics.BATCHES, batch.delivery().value(), message.getRows());
        }
        return of(batch, Topics.UNITS, unit.toByteArray(), slice(unit));
    }

    private static ParkedBatch of(Batch batch, String topic, byte[] message, Rows rows) {
        boolean slice = !rows.getSha256().isEmpty();
        UUID job = batch.ofJob() ? batch.job() : null;
        StreamKey stream = batch.ofStream() ? batch.stream() : null;
        Integer unit = job != null && slice ? rows.getNumber() : null;
        return new ParkedBatch(
                id(job, unit, stream, message),
                batch.dataset(),
                job,
                unit,
                unit == null ? null : ByteRange.of(rows),
                stream,
                rows.getFrom(),
                rows.getTo(),
                topic,
                message,
                rows.hasTarget() ? rows.getTarget() : null);
    }

    /** What a work unit's slice has in common with the rows that would have been made of it. */
    private static Rows slice(ByteString message) {
        try {
            WorkUnit unit = WorkUnit.parseFrom(message);
            return switch (unit.getPartCase()) {
                case SLICE -> {
                    Slice slice = unit.getSlice();
                    yield Rows.newBuilder()
                            .setNumber(slice.getNumber())
                            .setFrom(slice.getFrom())
                            .setTo(slice.getTo())
                            .setSha256(slice.getSha256())
                            .build();
                }
                case RECORDS ->
                    Rows.newBuilder()
                            .setFrom(unit.getRecords().getFrom())
                            .setTo(unit.getRecords().getTo())
                            .build();
                case END, STOP, PART_NOT_SET -> Rows.getDefaultInstance();
            };
        } catch (InvalidProtocolBufferException e) {
            return Rows.getDefaultInstance(); // transform could not read it either
        }
    }

    /** A marker, and what is no unit at all, is known by its bytes: it comes again as it is. */
    private static UUID id(@Nullable UUID job, @Nullable Integer unit, @Nullable StreamKey stream, byte[] message) {
        if (stream != null) {
            return named("stream " + stream.topicId() + " " + stream.partition());
        }
        return unit != null ? named("unit " + job + " " + unit) : UUID.nameUUIDFromBytes(message);
    }

    private static UUID named(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
