package io.millrace.partition.expire;

import io.millrace.contract.dataset.Expired;
import io.millrace.partition.apply.Detach;
import io.millrace.partition.archive.ArchiveLog;
import io.millrace.partition.archive.ArchiveState;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.meter.Meters;
import io.millrace.partition.restore.Restore;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Takes every partition that is on its way as far as it goes, oldest first. One that fails leaves the others alone. */
@ApplicationScoped
public class ExpiryDuty {
    private static final Logger LOG = Logger.getLogger(ExpiryDuty.class);

    private final Detach detach;
    private final Export export;
    private final Verification verification;
    private final Removal removal;
    private final Restore restore;
    private final ArchiveLog log;
    private final Meters meters;
    private final Pool pool;

    ExpiryDuty(
            Detach detach,
            Export export,
            Verification verification,
            Removal removal,
            Restore restore,
            ArchiveLog log,
            Meters meters,
            Pool pool) {
        this.detach = detach;
        this.export = export;
        this.verification = verification;
        this.removal = removal;
        this.restore = restore;
        this.log = log;
        this.meters = meters;
        this.pool = pool;
    }

    /** One at a time, see {@link ExpirySchedule}. */
    void runOnce() {
        for (Archived line : log.open(pool)) {
            try {
                advance(line);
            } catch (RuntimeException | IOException | SQLException e) {
                meters.failed();
                LOG.errorf(e, "%s stays %s", line, line.state());
                log.failed(pool, line.id(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void advance(Archived begun) throws IOException, SQLException {
        Optional<Archived> line = log.find(pool, begun.id());
        while (line.isPresent() && step(line.get())) {
            ArchiveState before = line.get().state();
            line = log.find(pool, begun.id());
            line.ifPresent(now -> {
                meters.came(now.state().toString());
                LOG.infof("%s: %s → %s", now, before, now.state());
            });
        }
    }

    /** @return whether something was done */
    private boolean step(Archived line) throws IOException, SQLException {
        switch (line.state()) {
            case DETACHING -> detach.detach(line);
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
