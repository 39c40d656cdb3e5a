package io.millrace.ingest.status;

import io.millrace.contract.message.Job;
import io.millrace.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The uploads that this replica received lately: a bounded number, for a bounded time. */
@ApplicationScoped
public class RecentUploads {
    private record Remembered(UploadProgress progress, Instant until) {}

    private final Map<UUID, Remembered> uploads = new LinkedHashMap<>(); // guarded by this; oldest first
    private final IngestConfig config;
    private final Clock clock;

    RecentUploads(IngestConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Begins to remember an upload that the current thread receives; takes the place of an earlier attempt. */
    public synchronized UploadProgress begin(UUID id, Job job) {
        UploadProgress progress = new UploadProgress(id, job, Thread.currentThread());
        Instant now = clock.instant();
        uploads.remove(id);
        uploads.put(id, new Remembered(progress, now.plus(config.status().rememberedFor())));
        var oldest = uploads.values().iterator();
        while (oldest.hasNext()) {
            boolean tooMany = uploads.size() > config.status().remembered();
            if (!tooMany && oldest.next().until().isAfter(now)) {
                break;
            }
            if (tooMany) {
                oldest.next();
            }
            oldest.remove();
        }
        return progress;
    }

    public synchronized Optional<UploadProgress> find(UUID id) {
        return Optional.ofNullable(uploads.get(id)).map(Remembered::progress);
    }

    synchronized List<UploadProgress> all() {
        return uploads.values().stream().map(Remembered::progress).toList();
    }
}
