package io.millrace.ingest.receive;

import com.google.protobuf.ByteString;
import io.millrace.api.upload.UploadStatus;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Job;
import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.admit.Admission;
import io.millrace.ingest.admit.Admissions;
import io.millrace.ingest.admit.JobIds;
import io.millrace.ingest.admit.UnitCut;
import io.millrace.ingest.split.Limits;
import io.millrace.ingest.status.LedgerLines;
import io.millrace.ingest.status.UploadAnswers;
import io.millrace.ingest.unpack.BadBodyException;
import io.millrace.ingest.unpack.Pace;
import io.millrace.ingest.unpack.UnpackLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Decides what is to be done with an upload: take it in from the beginning, take in the rest, tell of its end, or refuse. */
@ApplicationScoped
class Receiver {
    private static final Logger LOG = Logger.getLogger(Receiver.class);

    private final DatasetCatalog catalog;
    private final Admissions admissions;
    private final Intake intake;
    private final Clock clock;
    private final Limits limits;
    private final UnpackLimits unpackLimits;
    private final IngestConfig.ProgressConfig progress;

    Receiver(
            DatasetCatalog catalog,
            Admissions admissions,
            Intake intake,
            Clock clock,
            Limits limits,
            UnpackLimits unpackLimits,
            IngestConfig config) {
        this.catalog = catalog;
        this.admissions = admissions;
        this.intake = intake;
        this.clock = clock;
        this.limits = limits;
        this.unpackLimits = unpackLimits;
        progress = config.progress();
    }

    /** What became of a request. */
    sealed interface Outcome {
        /** Kafka has all of the body. */
        record Received(UploadStatus status) implements Outcome {}

        /** The body was not looked at: what came under its key before is complete. */
        record Replayed(UploadStatus status) implements Outcome {}
    }

    /** @throws io.millrace.api.ProblemException when the upload is not taken in, or not as a whole */
    Outcome receive(UploadRequest request, InputStream body) {
        try (UploadBody opened = open(request, body)) {
            return receive(request, opened);
        }
    }

    private Outcome receive(UploadRequest request, UploadBody body) {
        Instant now = clock.instant();
        String dataset = request.dataset().dataset().name();
        UUID id = request.key().isEmpty() ? UUID.randomUUID() : JobIds.of(dataset, request.key());
        ByteString cut = UnitCut.of(body.format(), limits, request.options().dryRun());
        Job.Builder job = JobMessage.of(request, body, id, cut);
        return switch (admit(request, id, cut)) {
            case Admission.Replay replay -> new Outcome.Replayed(UploadAnswers.of(replay.before(), null));
            case Admission.Refuse refuse -> throw UploadProblems.conflict(refuse.detail(), request.key());
            case Admission.Fresh fresh -> {
                job.setDatasetVersion(request.dataset().version()).setStartedAt(micros(now));
                yield new Outcome.Received(intake.take(request.dataset().dataset(), body, id, job, new LedgerLines()));
            }
            case Admission.Resume resume -> {
                int version = resume.datasetVersion();
                Dataset then = catalog.version(dataset, version)
                        .orElseThrow(() -> UploadProblems.conflict(
                                "Upload %s under this key was begun with version %d of the dataset, which is gone. Use a new key."
                                        .formatted(id, version),
                                request.key()));
                job.setDatasetVersion(version).setStartedAt(micros(resume.startedAt()));
                yield new Outcome.Received(intake.take(then, body, id, job, admissions.ledger(id)));
            }
        };
    }

    private Admission admit(UploadRequest request, UUID id, ByteString cut) {
        return request.key().isEmpty() ? new Admission.Fresh() : admissions.admit(id, cut, request.length());
    }

    private Pace pace() {
        return new Pace(progress.bytes().asLongValue(), progress.within(), System::nanoTime);
    }

    private UploadBody open(UploadRequest request, InputStream body) {
        try {
            return UploadBody.open(request, body, unpackLimits, pace());
        } catch (BadBodyException e) {
            throw UploadProblems.of(e);
        } catch (IOException e) {
            LOG.infof("an upload broke off in its first bytes: %s", e.getMessage());
            throw UploadProblems.brokenOff("The body broke off in its first bytes; nothing of it was taken in.");
        }
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
