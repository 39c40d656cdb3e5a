package io.millrace.ingest.admit;

import com.google.protobuf.ByteString;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.postgres.StatusQueries;
import io.millrace.ingest.postgres.StatusUnknownException;
import io.millrace.ingest.status.LedgerLines;
import io.millrace.ingest.status.RecentUploads;
import io.millrace.ingest.status.StoredUpload;
import io.millrace.ingest.status.StoredUploads;
import io.millrace.ingest.status.UploadProgress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Asks PostgreSQL what came under a key before. Only a help: without an answer everything is received and published. To be called
 * on virtual threads: it waits.
 */
@ApplicationScoped
public class Admissions {
    private static final Logger LOG = Logger.getLogger(Admissions.class);
    private static final int MOST_LINES =
            100_000; // some 15 MB; units beyond are published again, and dropped by the loader

    private final StoredUploads stored;
    private final RecentUploads recent;
    private final IngestConfig config;

    Admissions(StoredUploads stored, RecentUploads recent, IngestConfig config) {
        this.stored = stored;
        this.recent = recent;
        this.config = config;
    }

    /**
     * What is to be done with an upload that has a key.
     *
     * @param length of the body as announced
     */
    public Admission admit(UUID id, ByteString cut, OptionalLong length) {
        Admission admission = stored(id, cut, length);
        boolean decided = admission instanceof Admission.Replay || admission instanceof Admission.Refuse;
        Optional<UploadProgress> mine = decided ? Optional.empty() : recent.find(id);
        return mine.isPresent() ? Admission.decide(mine.get(), cut) : admission;
    }

    private Admission stored(UUID id, ByteString cut, OptionalLong length) {
        try {
            Optional<StoredUpload> before =
                    StatusQueries.await(stored.find(id, config.status().lookupTimeout()));
            return before.isPresent() ? Admission.decide(before.get(), cut, length) : new Admission.Fresh();
        } catch (StatusUnknownException e) {
            LOG.infof("PostgreSQL does not tell whether upload %s is known: %s", id, e.getMessage());
            return new Admission.Fresh();
        }
    }

    /** The units that are in; none when PostgreSQL does not tell. */
    public LedgerLines ledger(UUID id) {
        try {
            return StatusQueries.await(
                    stored.ledger(id, MOST_LINES, config.status().lookupTimeout()));
        } catch (StatusUnknownException e) {
            LOG.infof("PostgreSQL does not tell which units of upload %s are in: %s", id, e.getMessage());
            return new LedgerLines();
        }
    }
}
