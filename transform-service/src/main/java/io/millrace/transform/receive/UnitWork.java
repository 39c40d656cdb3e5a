package io.millrace.transform.receive;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Parked;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Stream;
import io.millrace.contract.message.WorkUnit;
import io.millrace.transform.TransformMeters;
import io.millrace.transform.slice.StreamSlice;
import io.millrace.transform.slice.StreamTransformer;
import io.millrace.transform.unit.OversizedBatchException;
import io.millrace.transform.unit.UnitTransformer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What is made of one message: rows of a slice, or of a parked slice of a stream that comes again; a job's markers as they
 * are; and of what cannot become rows, whatever the reason, a parked unit.
 */
@ApplicationScoped
class UnitWork {
    private static final Logger LOG = Logger.getLogger(UnitWork.class);

    private final DatasetWait datasets;
    private final TransformMeters meters;
    private final UnitTransformer transformer;
    private final StreamTransformer streamTransformer;
    private final int maxMessage;
    private final Clock clock = Clock.systemUTC();

    UnitWork(
            DatasetWait datasets,
            TransformMeters meters,
            UnitTransformer transformer,
            StreamTransformer streamTransformer,
            @ConfigProperty(name = "mp.messaging.outgoing.batches.max.request.size") int maxRequest) {
        this.datasets = datasets;
        this.meters = meters;
        this.transformer = transformer;
        this.streamTransformer = streamTransformer;
        maxMessage = maxRequest - BatchPublication.OVERHEAD;
    }

    /** Never fails. */
    Uni<List<RowBatch>> batches(byte[] message, UnitPlace place) {
        return Uni.createFrom()
                .item(() -> unit(message))
                .chain(unit -> batches(unit, place)
                        .onFailure()
                        .recoverWithItem(e -> List.of(parked(envelope(unit), datasetOf(unit), message, place, e))))
                .onFailure() // no unit at all
                .recoverWithItem(e -> List.of(parked(RowBatch.newBuilder(), "", message, place, e)));
    }

    /** Without a copy of the payload, which is most of the message. */
    private static WorkUnit unit(byte[] message) {
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(message).newCodedInput();
            input.enableAliasing(true);
            return WorkUnit.parseFrom(input);
        } catch (IOException e) {
            throw new UncheckedIOException("the message is no work unit: " + e.getMessage(), e);
        }
    }

    /** Fails when the unit cannot become rows. */
    private Uni<List<RowBatch>> batches(WorkUnit unit, UnitPlace place) {
        Job job = unit.getJob();
        return switch (unit.getPartCase()) {
            case SLICE ->
                datasets.version(job.getDataset(), job.getDatasetVersion())
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(dataset -> List.of(rows(dataset, job, unit.getSlice(), place)));
            case RECORDS ->
                datasets.latest(unit.getStream().getDataset())
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(dataset -> rows(dataset, unit));
            case END ->
                Uni.createFrom()
                        .item(List.of(envelope(unit).setEnd(unit.getEnd()).build()));
            case STOP ->
                Uni.createFrom()
                        .item(List.of(envelope(unit).setStop(unit.getStop()).build()));
            case PART_NOT_SET ->
                Uni.createFrom()
                        .failure(new IllegalArgumentException(
                                "a unit that is neither slice nor marker; written by a newer release?"));
        };
    }

    private RowBatch rows(Dataset dataset, Job job, Slice slice, UnitPlace place) {
        long start = System.nanoTime();
        Rows rows = transformer.transform(dataset, job, slice, place.source(), place.cutAt());
        meters.transformed(
                dataset.name(), slice.getPayload().size(), rows, Duration.ofNanos(System.nanoTime() - start));
        return checked(RowBatch.newBuilder().setJob(job).setRows(rows).build());
    }

    private List<RowBatch> rows(Dataset dataset, WorkUnit unit) {
        long start = System.nanoTime();
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        StreamSlice slice = ParkedRecords.slice(unit.getRecords());
        List<Rows> all = streamTransformer.transform(dataset, slice, now);
        meters.transformed(
                dataset.name(),
                unit.getRecords().getSerializedSize(),
                all,
                Duration.ofNanos(System.nanoTime() - start));
        Stream stream = unit.getStream();
        return all.stream()
                .map(rows -> checked(
                        RowBatch.newBuilder().setStream(stream).setRows(rows).build()))
                .toList();
    }

    private RowBatch checked(RowBatch batch) {
        if (batch.getSerializedSize() > maxMessage) {
            throw new IllegalArgumentException(
                    "its rows and rejects take %,d bytes, and a message holds %,d; shorten the dataset's defaults or its rows"
                            .formatted(batch.getSerializedSize(), maxMessage));
        }
        return batch;
    }

    private RowBatch parked(RowBatch.Builder batch, String dataset, byte[] message, UnitPlace place, Throwable reason) {
        boolean told = reason instanceof IllegalArgumentException
                || reason instanceof OversizedBatchException
                || reason instanceof DatasetWait.UnknownException;
        String cause = told ? String.valueOf(reason.getMessage()) : reason.toString();
        LOG.errorf(
                told ? null : reason, "the unit at %s cannot become rows and is going to be parked: %s", place, cause);
        meters.parked(dataset);
        return batch.setParked(Parked.newBuilder().setCause(cause).setUnit(ByteString.copyFrom(message)))
                .build();
    }

    private static RowBatch.Builder envelope(WorkUnit unit) {
        RowBatch.Builder batch = RowBatch.newBuilder();
        if (unit.hasStream()) {
            return batch.setStream(unit.getStream());
        }
        return unit.hasJob() ? batch.setJob(unit.getJob()) : batch;
    }

    private static String datasetOf(WorkUnit unit) {
        return unit.hasStream() ? unit.getStream().getDataset() : unit.getJob().getDataset();
    }
}
