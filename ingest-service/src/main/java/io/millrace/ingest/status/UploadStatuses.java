package io.millrace.ingest.status;

import io.millrace.api.Problem;
import io.millrace.api.upload.UploadState;
import io.millrace.api.upload.UploadStatus;
import io.millrace.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL and this replica know of uploads, put together. To be called on virtual threads. */
@ApplicationScoped
class UploadStatuses {
    private final StoredUploads stored;
    private final RecentUploads recent;
    private final IngestConfig.StatusConfig config;
    private final Clock clock;

    UploadStatuses(StoredUploads stored, RecentUploads recent, IngestConfig config, Clock clock) {
        this.stored = stored;
        this.recent = recent;
        this.config = config.status();
        this.clock = clock;
    }

    /** @throws io.millrace.api.ProblemException 404, or 503 when PostgreSQL would know and does not answer */
    UploadStatus get(UUID id) {
        Optional<Progress> progress = recent.find(id);
        try {
            Optional<StoredUpload> upload = stored.find(id, config.timeout());
            if (upload.isPresent()) {
                return UploadAnswers.of(upload.get(), progress.orElse(null));
            }
        } catch (StatusUnknownException e) {
            if (progress.isEmpty()) {
                throw unavailable(e);
            }
        }
        return progress.map(UploadAnswers::of).orElseThrow(() -> unknown(id));
    }

    /** Waits for the upload's end, or until it begins to need attention, for so long at most. */
    UploadStatus await(UUID id, Duration wait) throws InterruptedException {
        Duration bounded = wait.compareTo(config.longestWait()) > 0 ? config.longestWait() : wait;
        Instant deadline = clock.instant().plus(bounded);
        UploadStatus status = get(id);
        boolean told = status.state() == UploadState.ATTENTION;
        while (!status.state().isFinal() && (told || status.state() != UploadState.ATTENTION)) {
            Duration left = Duration.between(clock.instant(), deadline);
            if (!left.isPositive()) {
                break;
            }
            Thread.sleep(left.compareTo(config.waitInterval()) < 0 ? left : config.waitInterval());
            status = get(id);
        }
        return status;
    }

    /** The newest first; those that PostgreSQL does not have yet among them. */
    List<UploadStatus> newest(@Nullable String dataset, int limit) {
        List<UploadStatus> uploads = new ArrayList<>();
        try {
            for (StoredUpload upload : stored.newest(dataset, limit, config.timeout())) {
                uploads.add(UploadAnswers.of(upload, recent.find(upload.id()).orElse(null)));
            }
        } catch (StatusUnknownException e) {
            throw unavailable(e);
        }
        Set<UUID> known = uploads.stream().map(UploadStatus::id).collect(Collectors.toSet());
        Instant oldest =
                uploads.size() < limit ? Instant.MIN : uploads.getLast().startedAt();
        recent.all().stream()
                .map(UploadAnswers::of)
                .filter(upload ->
                        !known.contains(upload.id()) && upload.startedAt().isAfter(oldest))
                .filter(upload -> dataset == null || dataset.equals(upload.dataset()))
                .forEach(uploads::add);
        uploads.sort(Comparator.comparing(UploadStatus::startedAt).reversed());
        return uploads.subList(0, Math.min(limit, uploads.size()));
    }

    static RuntimeException unknown(UUID id) {
        return Problem.of(
                        404,
                        "unknown-upload",
                        "There is no such upload",
                        "No upload has the id %s. GET /v1/uploads lists them.".formatted(id))
                .at("id", id.toString())
                .exception();
    }

    static RuntimeException unavailable(StatusUnknownException e) {
        return Problem.of(
                        503,
                        "status-unavailable",
                        "The status is not known at the moment",
                        "PostgreSQL does not answer: %s. Uploads go on meanwhile; ask again.".formatted(e.getMessage()))
                .exception();
    }
}
