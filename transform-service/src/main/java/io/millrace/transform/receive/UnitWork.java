package io.millrace.transform.receive;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Stop;
import io.millrace.contract.message.WorkUnit;
import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.transform.Meters;
import io.millrace.transform.TransformConfig;
import io.millrace.transform.batch.OversizedBatchException;
import io.millrace.transform.batch.Transformer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What is made of one unit: rows of a slice, and a job's markers as they are. */
@ApplicationScoped
class UnitWork {
    private static final Logger LOG = Logger.getLogger(UnitWork.class);
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration NEXT_LOOKS = Duration.ofSeconds(1);

    private final DatasetCatalog catalog;
    private final Meters meters;
    private final Duration datasetWait;
    private final Transformer transformer;

    UnitWork(DatasetCatalog catalog, Meters meters, TransformConfig config) {
        this.catalog = catalog;
        this.meters = meters;
        datasetWait = config.datasetWait();
        transformer = new Transformer(Math.toIntExact(config.maxBatch().asLongValue()));
    }

    /** Fails when the unit holds nothing that is known here. */
    Uni<RowBatch> transform(WorkUnit unit, Place place) {
        Job job = unit.getJob();
        return switch (unit.getPartCase()) {
            case SLICE ->
                dataset(job)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(dataset -> rows(dataset, job, unit.getSlice(), place))
                        .onFailure(NoSuchElementException.class)
                        .recoverWithItem(e -> stop(job, place, e));
            case END -> Uni.createFrom().item(batch(job).setEnd(unit.getEnd()).build());
            case STOP ->
                Uni.createFrom().item(batch(job).setStop(unit.getStop()).build());
            case PART_NOT_SET ->
                Uni.createFrom()
                        .failure(new IllegalArgumentException(
                                "a unit that is neither slice nor marker; written by a newer release?"));
        };
    }

    /** Ingest may know a definition a moment before this service does. */
    private Uni<Dataset> dataset(Job job) {
        return Uni.createFrom()
                .item(() -> catalog.version(job.getDataset(), job.getDatasetVersion())
                        .orElseThrow(() -> unknown(job)))
                .onFailure(NoSuchElementException.class)
                .retry()
                .withBackOff(FIRST_LOOK, NEXT_LOOKS)
                .expireIn(datasetWait.toMillis())
                .onFailure() // the waiting's own, about attempts
                .transform(expired -> unknown(job));
    }

    private static NoSuchElementException unknown(Job job) {
        return new NoSuchElementException("dataset %s is not known in version %d; was it deleted?"
                .formatted(job.getDataset(), job.getDatasetVersion()));
    }

    private RowBatch rows(Dataset dataset, Job job, Slice slice, Place place) {
        long start = System.nanoTime();
        try {
            Rows rows = transformer.transform(dataset, job, slice, place.source(), place.cutAt());
            meters.transformed(
                    dataset.name(), slice.getPayload().size(), rows, Duration.ofNanos(System.nanoTime() - start));
            return batch(job).setRows(rows).build();
        } catch (OversizedBatchException | IllegalArgumentException e) {
            return stop(job, place, e);
        }
    }

    private RowBatch stop(Job job, Place place, Throwable reason) {
        ByteBuffer id = job.getId().asReadOnlyByteBuffer();
        LOG.errorf(
                "stopping job %s at the unit at %s: %s",
                new UUID(id.getLong(), id.getLong()), place, reason.getMessage());
        meters.stopped(job.getDataset());
        return batch(job)
                .setStop(Stop.newBuilder()
                        .setOutcome(Stop.Outcome.FAILED)
                        .setReason(String.valueOf(reason.getMessage())))
                .build();
    }

    private static RowBatch.Builder batch(Job job) {
        return RowBatch.newBuilder().setJob(job);
    }
}
