package io.millrace.ingest.status;

import com.google.protobuf.ByteString;
import io.millrace.api.Problem;
import io.millrace.api.upload.UploadState;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Stop;
import io.millrace.edge.kafka.KafkaIds;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.postgres.StatusQueries;
import io.millrace.ingest.postgres.StatusUnknownException;
import io.millrace.ingest.publish.Publisher;
import io.millrace.ingest.publish.UnpublishedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Ends jobs before their time. */
@ApplicationScoped
class Aborts {
    private static final String REASON = "aborted by request";

    private final StoredUploads stored;
    private final RecentUploads recent;
    private final Publisher publisher;
    private final IngestConfig config;

    Aborts(StoredUploads stored, RecentUploads recent, Publisher publisher, IngestConfig config) {
        this.stored = stored;
        this.recent = recent;
        this.publisher = publisher;
        this.config = config;
    }

    /**
     * To be called on a virtual thread: it waits until Kafka knows.
     *
     * @throws io.millrace.api.ProblemException 404; 409 when the job is over; 503 without Kafka
     */
    void abort(UUID id) throws InterruptedException {
        Optional<UploadProgress> progress = recent.find(id);
        Job job = progress.map(UploadProgress::job).orElse(null);
        try {
            Optional<StoredUpload> upload =
                    StatusQueries.await(stored.find(id, config.status().timeout()));
            if (upload.isPresent() && upload.get().state().isFinal()) {
                throw over(id, upload.get().state());
            }
            job = job == null ? upload.map(Aborts::job).orElse(null) : job;
        } catch (StatusUnknownException e) {
            if (job == null) {
                throw UploadStatuses.unavailable(e);
            }
        }
        if (job == null) {
            throw UploadStatuses.unknown(id);
        }
        try {
            publisher.stop(id, job, Stop.Outcome.ABORTED, REASON);
        } catch (UnpublishedException e) {
            throw Problem.of(
                            503, "unavailable", "Not at the moment", "Kafka does not take the abort: " + e.getMessage())
                    .exception();
        }
        progress.ifPresent(mine -> {
            mine.stopped(UploadState.ABORTED, REASON);
            mine.endReception();
        });
    }

    private static RuntimeException over(UUID id, UploadState state) {
        return Problem.of(
                        409,
                        "upload-is-over",
                        "The upload is over",
                        "Upload %s is %s; there is nothing to abort. Delete its rows in SQL, if that is what you want."
                                .formatted(id, state))
                .at("state", state.toString())
                .exception();
    }

    /** What a stop has to tell of its job; the format is of no use any more. */
    private static Job job(StoredUpload upload) {
        Job.Builder job = Job.newBuilder()
                .setId(ByteString.copyFrom(KafkaIds.bytes(upload.id())))
                .setDataset(upload.dataset())
                .setDatasetVersion(upload.datasetVersion())
                .setSourceName(upload.sourceName())
                .setStartedAt(ChronoUnit.MICROS.between(Instant.EPOCH, upload.startedAt()))
                .setCut(upload.cut())
                .setDryRun(upload.dryRun())
                .setIdempotencyKey(upload.idempotencyKey());
        Long maxRejects = upload.maxRejects();
        return maxRejects == null ? job.build() : job.setMaxRejects(maxRejects).build();
    }
}
