package io.millrace.ingest.receive;

import io.millrace.api.ProblemException;
import io.millrace.api.upload.UploadState;
import io.millrace.api.upload.UploadStatus;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Stop;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.IngestMeters;
import io.millrace.ingest.header.HeaderReader;
import io.millrace.ingest.publish.Publisher;
import io.millrace.ingest.publish.UnpublishedException;
import io.millrace.ingest.split.Limits;
import io.millrace.ingest.split.Splitter;
import io.millrace.ingest.status.LedgerLines;
import io.millrace.ingest.status.RecentUploads;
import io.millrace.ingest.status.UploadAnswers;
import io.millrace.ingest.status.UploadProgress;
import io.millrace.ingest.unpack.BadBodyException;
import io.millrace.ingest.unpack.TooSlowException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Takes uploads in, a bounded number at a time, and accounts for those that break off. */
@ApplicationScoped
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Publisher publisher;
    private final RecentUploads recent;
    private final IngestMeters meters;
    private final Clock clock;
    private final Limits limits;
    private final int headerLimit;
    private final Seats seats;

    Intake(
            Publisher publisher,
            RecentUploads recent,
            IngestMeters meters,
            Clock clock,
            Limits limits,
            Seats seats,
            IngestConfig config) {
        this.publisher = publisher;
        this.recent = recent;
        this.meters = meters;
        this.clock = clock;
        this.limits = limits;
        headerLimit = config.headerLimit();
        this.seats = seats;
    }

    /**
     * @param loaded the units that need not be published again
     * @return the status once Kafka has all of it
     * @throws ProblemException when it did not come to that; the detail tells what was taken in
     */
    UploadStatus take(Dataset dataset, UploadBody source, UUID id, Job.Builder job, LedgerLines loaded) {
        try (Seats.Seat seat = seats.take(source.pace()).orElseThrow(Intake::full)) {
            return take(dataset, source, id, job, loaded, seat);
        } catch (InterruptedException e) {
            throw UploadProblems.unavailable("The service is being stopped. Try again.");
        }
    }

    private static ProblemException full() {
        return UploadProblems.unavailable(
                "As many uploads are being received as this service takes at a time. Try again.");
    }

    private UploadStatus take(
            Dataset dataset, UploadBody source, UUID id, Job.Builder job, LedgerLines loaded, Seats.Seat seat) {
        Instant began = clock.instant();
        String outcome = "refused";
        meters.begun();
        try {
            Splitter splitter = new Splitter(source.text(), job.getFormat(), limits);
            job.setFormat(HeaderReader.read(splitter, job.getFormat(), source.format(), dataset, headerLimit));
            outcome = "broken_off";
            UploadStatus status = take(source, splitter, id, job.build(), loaded, seat);
            outcome = "received";
            return status;
        } catch (BadBodyException e) {
            throw UploadProblems.of(e);
        } catch (IOException e) {
            throw UploadProblems.brokenOff(
                    "%s before its header was complete; nothing of it was taken in.".formatted(brokenOff(e, seat)));
        } finally {
            meters.ended(dataset.name(), outcome, Duration.between(began, clock.instant()));
        }
    }

    private UploadStatus take(
            UploadBody source, Splitter splitter, UUID id, Job job, LedgerLines loaded, Seats.Seat seat) {
        UploadProgress progress = recent.begin(id, job);
        try {
            new BodyTransfer(source, splitter, publisher.open(id, job), loaded, progress, meters).run(clock);
            LOG.infof(
                    "upload %s to %s received: %d units, %d bytes, %d on the wire",
                    id, job.getDataset(), splitter.units(), splitter.bytes(), source.wireBytes());
            return UploadAnswers.of(progress);
        } catch (BodyTransfer.ConflictException e) {
            throw conflict(progress, e);
        } catch (UnpublishedException e) {
            throw UploadProblems.unavailable(
                    account(progress, "Kafka does not take work units: " + e.getMessage() + "."));
        } catch (BadBodyException e) {
            throw UploadProblems.of(e, account(progress, String.valueOf(e.getMessage())));
        } catch (IOException | InterruptedException e) {
            if (progress.state() == UploadState.ABORTED) {
                throw UploadProblems.aborted(id);
            }
            throw UploadProblems.brokenOff(account(progress, brokenOff(e, seat) + "."));
        } finally {
            progress.leave();
        }
    }

    private static String brokenOff(Exception e, Seats.Seat seat) {
        if (seat.isGivenAway()) {
            return "The body came so slowly that its place went to another upload";
        }
        Throwable root = root(e);
        return root instanceof TooSlowException
                ? "The body came too slowly (%s: see millrace.ingest.progress)".formatted(root.getMessage())
                : "The body broke off: " + root.getMessage();
    }

    /** The framework wraps its own exceptions. */
    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What went wrong, and what is to be done about it, for the client, the status and the log. */
    private static String account(UploadProgress progress, String what) {
        String remedy = progress.job().getIdempotencyKey().isEmpty()
                ? "Send it again; with an Idempotency-Key the next attempt could have gone on from here."
                : "Send the same body with the same Idempotency-Key to complete it.";
        String detail = "%s Upload %s was taken in up to byte %d (%d units). %s"
                .formatted(what, progress.id(), progress.bytes(), progress.units(), remedy);
        progress.interrupted(detail);
        LOG.warnf("upload to %s: %s", progress.job().getDataset(), detail);
        return detail;
    }

    private ProblemException conflict(UploadProgress progress, BodyTransfer.ConflictException found) {
        String reason = "conflict: " + found.getMessage();
        String key = progress.job().getIdempotencyKey();
        try {
            publisher.stop(progress.id(), progress.job(), Stop.Outcome.FAILED, reason);
        } catch (UnpublishedException | InterruptedException e) {
            throw UploadProblems.unavailable(
                    account(progress, "Kafka does not take the end of a conflict: " + e.getMessage() + "."));
        }
        progress.stopped(UploadState.FAILED, reason);
        LOG.warnf("upload %s to %s: %s", progress.id(), progress.job().getDataset(), reason);
        return UploadProblems.conflict(
                "Upload %s is stopped: %s. Rows of the first body stay. Send the right body with a new key."
                        .formatted(progress.id(), reason),
                key);
    }
}
