package io.millrace.ingest.status;

import io.millrace.api.Problem;
import io.millrace.api.upload.UploadState;
import io.millrace.api.upload.UploadStatus;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.postgres.StatusQueries;
import io.millrace.ingest.postgres.StatusUnknownException;
import io.smallrye.mutiny.Uni;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL and this replica know of uploads, put together. */
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

    /** @return a problem: 404, or 503 when PostgreSQL would know and does not answer */
    Uni<UploadStatus> get(UUID id) {
        Optional<UploadProgress> progress = recent.find(id);
        return stored.find(id, config.timeout())
                .onFailure(StatusUnknownException.class)
                .recoverWithUni(e -> progress.isPresent()
                        ? Uni.createFrom().item(Optional.<StoredUpload>empty())
                        : Uni.createFrom().failure(unavailable(e)))
                .map(upload -> upload.map(found -> UploadAnswers.of(found, progress.orElse(null)))
                        .or(() -> progress.map(UploadAnswers::of))
                        .orElseThrow(() -> unknown(id)));
    }

    /** Waits for the upload's end, or until it begins to need attention, for so long at most. No thread waits along. */
    Uni<UploadStatus> await(UUID id, Duration wait) {
        Duration bounded = wait.compareTo(config.longestWait()) > 0 ? config.longestWait() : wait;
        Instant deadline = clock.instant().plus(bounded);
        return get(id).flatMap(first -> {
            boolean told = first.state() == UploadState.ATTENTION;
            Predicate<UploadStatus> isAwaited = status -> clock.instant().isBefore(deadline)
                    && !status.state().isFinal()
                    && (told || status.state() != UploadState.ATTENTION);
            return isAwaited.test(first)
                    ? Uni.createFrom()
                            .deferred(() -> pause(deadline).flatMap(over -> get(id)))
                            .repeat()
                            .whilst(isAwaited)
                            .select()
                            .last()
                            .toUni()
                    : Uni.createFrom().item(first);
        });
    }

    private Uni<?> pause(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        Duration pause = left.compareTo(config.waitInterval()) < 0 ? left : config.waitInterval();
        return Uni.createFrom().item(pause).onItem().delayIt().by(pause.isPositive() ? pause : Duration.ofMillis(1));
    }

    /** The newest first; those that PostgreSQL does not have yet among them. */
    Uni<List<UploadStatus>> newest(@Nullable String dataset, int limit) {
        return stored.newest(dataset, limit, config.timeout())
                .onFailure(StatusUnknownException.class)
                .transform(UploadStatuses::unavailable)
                .map(found -> withRecent(found, dataset, limit));
    }

    private List<UploadStatus> withRecent(List<StoredUpload> found, @Nullable String dataset, int limit) {
        List<UploadStatus> uploads = new ArrayList<>();
        found.forEach(upload ->
                uploads.add(UploadAnswers.of(upload, recent.find(upload.id()).orElse(null))));
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

    static RuntimeException unavailable(Throwable e) {
        return StatusQueries.unavailable(e, "Uploads go on meanwhile");
    }
}
