package io.millrace.loader.park;

import io.millrace.loader.LoaderConfig.ParkedConfig;
import io.millrace.loader.LoaderMeters;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.ledger.JobRow;
import io.millrace.loader.ledger.Jobs;
import io.millrace.loader.ledger.StreamLedger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Parks batches, each in a transaction of its own. Nothing is parked that is in already, or that nobody wants any more. That
 * a unit can be parked also shows that it is not PostgreSQL that is away.
 */
public final class Parking {
    private static final Logger LOG = Logger.getLogger(Parking.class);

    private final ParkedConfig config;
    private final LoaderMeters meters;

    public Parking(ParkedConfig config, LoaderMeters meters) {
        this.config = config;
        this.meters = meters;
    }

    /**
     * Parks the batch for good, or drops it when there is nothing left to do for it.
     *
     * @param handle in auto-commit mode
     * @param first the wait before it is tried again; each further wait is twice as long
     */
    public void park(Handle handle, Batch batch, String cause, String remedy, Duration first) {
        ParkedBatch unit = ParkedBatch.of(batch);
        Optional<String> otherwise = handle.inTransaction(begun -> {
            String needless = unit.job() != null
                    ? ofJob(begun, batch, unit, unit.job(), cause)
                    : unit.stream() != null ? ofStream(begun, batch, unit, unit.stream()) : null;
            if (needless == null) {
                ParkedTable.park(begun, unit, cause, remedy, first, config.most());
            }
            return Optional.ofNullable(needless);
        });
        if (otherwise.isEmpty()) {
            LOG.errorf(
                    "%s is PARKED, and will be tried again (./millrace parked show %s): dataset %s: %s; %s",
                    batch.place(), unit.id(), unit.dataset(), cause, remedy);
            meters.parked(unit.dataset());
        } else {
            LOG.warnf("%s: dropped, since %s", batch.place(), otherwise.get());
        }
    }

    /** @return why the unit need not be parked */
    private @Nullable String ofJob(Handle handle, Batch batch, ParkedBatch unit, UUID id, String cause) {
        Jobs.add(handle, List.of(batch));
        JobRow job = Jobs.read(handle, Set.of(id)).get(id);
        if (job == null || !job.open()) {
            return "its job has ended";
        }
        if (!job.agreesWith(batch.sender())) {
            Jobs.fail(handle, id, job.otherCut(batch.sender()));
            return "its job has other units under the same key, and has failed";
        }
        if (ParkedTable.isDeleted(handle, unit.dataset())) {
            Jobs.fail(handle, id, "dataset %s was deleted: %s".formatted(unit.dataset(), cause));
            return "its dataset was deleted, and its job has failed";
        }
        long most = config.mostBytes().asLongValue();
        if (ParkedTable.bytes(handle, unit.dataset()) + unit.message().length > most) {
            Jobs.fail(
                    handle,
                    id,
                    "more than %,d bytes of dataset %s are parked (millrace.loader.parked.most-bytes); mend the cause and upload the file again: %s"
                            .formatted(most, unit.dataset(), cause));
            return "too much of its dataset is parked, and its job has failed";
        }
        return null;
    }

    /** Only the slice at the stream's position is parked: what lies behind it is read again when it is in. */
    private static @Nullable String ofStream(Handle handle, Batch batch, ParkedBatch unit, StreamKey key) {
        StreamLedger.Line line = StreamLedger.lock(handle, Set.of(key)).get(key);
        if (line == null || !line.wanted()) {
            ParkedTable.streamIsIn(handle, key, Long.MAX_VALUE);
            return line == null ? "nobody has opened its stream" : "its dataset is gone";
        }
        if (unit.to() <= line.next()) {
            return "it is in already";
        }
        if (unit.from() > line.next()) {
            if (!line.held() && batch.message().getStream().getEpoch() >= line.epoch()) {
                StreamLedger.startAgain(handle, key);
            }
            return "it lies ahead of its stream's position, and will be read again";
        }
        return null;
    }

    /** A stream that was held has advanced; its reader goes on behind the parked slice. @return whether it is free again */
    public static boolean streamAdvanced(Handle handle, StreamKey key, long position) {
        boolean free = ParkedTable.streamIsIn(handle, key, position);
        if (free) {
            StreamLedger.startAgain(handle, key);
        }
        return free;
    }
}
