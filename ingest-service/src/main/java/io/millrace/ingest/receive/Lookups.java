package io.millrace.ingest.receive;

import com.google.protobuf.ByteString;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.status.LedgerLines;
import io.millrace.ingest.status.Progress;
import io.millrace.ingest.status.RecentUploads;
import io.millrace.ingest.status.StatusUnknownException;
import io.millrace.ingest.status.StoredUpload;
import io.millrace.ingest.status.StoredUploads;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Asks PostgreSQL what came under a key before. Only a help: without an answer everything is received and published. */
@ApplicationScoped
class Lookups {
    private static final Logger LOG = Logger.getLogger(Lookups.class);
    private static final int MOST_LINES =
            100_000; // some 15 MB; units beyond are published again, and dropped by the loader

    private final StoredUploads stored;
    private final RecentUploads recent;
    private final IngestConfig config;

    Lookups(StoredUploads stored, RecentUploads recent, IngestConfig config) {
        this.stored = stored;
        this.recent = recent;
        this.config = config;
    }

    Admission admit(UploadRequest request, UUID id, ByteString cut) {
        if (request.key().isEmpty()) {
            return new Admission.Fresh();
        }
        Admission admission = stored(request, id, cut);
        boolean decided = admission instanceof Admission.Replay || admission instanceof Admission.Refuse;
        Optional<Progress> mine = decided ? Optional.empty() : recent.find(id);
        return mine.isPresent() ? Admission.decide(mine.get(), cut) : admission;
    }

    private Admission stored(UploadRequest request, UUID id, ByteString cut) {
        try {
            Optional<StoredUpload> before = stored.find(id, config.status().lookupTimeout());
            return before.isPresent() ? Admission.decide(before.get(), cut, request.length()) : new Admission.Fresh();
        } catch (StatusUnknownException e) {
            LOG.infof("PostgreSQL does not tell whether upload %s is known: %s", id, e.getMessage());
            return new Admission.Fresh();
        }
    }

    /** The units that are in; none when PostgreSQL does not tell. */
    LedgerLines ledger(UUID id) {
        try {
            return stored.ledger(id, MOST_LINES, config.status().lookupTimeout());
        } catch (StatusUnknownException e) {
            LOG.infof("PostgreSQL does not tell which units of upload %s are in: %s", id, e.getMessage());
            return new LedgerLines();
        }
    }
}
