package io.millrace.archive.expire;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.file.ArchiveFiles;
import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.Archived;
import io.millrace.archive.parquet.ParquetWriter;
import io.millrace.archive.restore.Restore;
import io.millrace.archive.store.Stores;
import io.millrace.contract.dataset.Expired;
import io.millrace.postgres.FailPoint;
import io.millrace.postgres.ServerError;
import io.millrace.postgres.Transactions;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** Takes every partition that is on its way as far as it goes, oldest first. One that fails leaves the others alone. */
public final class ExpiryDuty {
    private static final Logger LOG = Logger.getLogger(ExpiryDuty.class);

    private final Jdbi jdbi;
    private final PartitionExpiry expiry;
    private final Export export;
    private final ArchiveVerification verification;
    private final Removal removal;
    private final Restore restore;
    private final Listener listener;

    /** Told how it goes. */
    public interface Listener {
        /** A step that could not be done. */
        void failed();

        /** A partition that came to a state. */
        void reached(ArchiveState state);
    }

    public ExpiryDuty(
            Jdbi jdbi,
            Transactions transactions,
            PartitionExpiry expiry,
            ParquetWriter writer,
            ArchiveFiles files,
            Stores stores,
            Restore restore,
            FailPoint failPoint,
            Clock clock,
            Listener listener) {
        this.jdbi = jdbi;
        this.expiry = expiry;
        this.export = new Export(jdbi, transactions, writer, stores, failPoint, clock);
        this.verification = new ArchiveVerification(jdbi, files, failPoint);
        this.removal = new Removal(jdbi, transactions, files, failPoint);
        this.restore = restore;
        this.listener = listener;
    }

    /** One at a time: whoever calls it sees to that. */
    public void runOnce() {
        for (Archived line : jdbi.withHandle(ArchiveLog::open)) {
            try {
                advance(line);
            } catch (RuntimeException | IOException e) {
                listener.failed();
                LOG.errorf(e, "%s stays %s", line, line.state());
                jdbi.useHandle(handle -> ArchiveLog.failed(handle, line.id(), ServerError.messageOf(e)));
            }
        }
    }

    private void advance(Archived begun) throws IOException {
        Optional<Archived> line = find(begun);
        while (line.isPresent() && step(line.get())) {
            ArchiveState before = line.get().state();
            line = find(begun);
            line.ifPresent(now -> {
                listener.reached(now.state());
                LOG.infof("%s: %s → %s", now, before, now.state());
            });
        }
    }

    private Optional<Archived> find(Archived begun) {
        return jdbi.withHandle(handle -> ArchiveLog.find(handle, begun.id()));
    }

    /** @return whether something was done */
    private boolean step(Archived line) throws IOException {
        switch (line.state()) {
            case DETACHING -> expiry.detach(line);
            case DETACHED -> {
                if (line.expired() == Expired.KEEP) {
                    return false;
                }
                if (line.expired() == Expired.DROP) {
                    removal.drop(line);
                } else {
                    export.write(line);
                }
            }
            case WRITTEN -> verification.verify(line);
            case VERIFIED -> removal.dropVerified(line);
            case RESTORING -> restore.carryOn(line);
            case DROPPED, RESTORED, GONE -> {
                return false;
            }
        }
        return true;
    }
}
