package io.millrace.codec.check;

import io.millrace.codec.time.Times;
import io.millrace.codec.value.BadValue;
import io.millrace.contract.dataset.Accept;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.Partitioning;
import io.millrace.contract.dataset.Span;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The times that a row's partition key may have: inside the dataset's {@code accept}, both ends included, and of an interval
 * whose partition the dataset still keeps.
 */
public final class Window {
    private final long earliest;
    private final long latest;
    private final long kept;
    private final @Nullable Span retention;

    private Window(Accept accept, Partitioning partitioning, Instant now) {
        earliest = micros(accept.earliest(now));
        latest = micros(accept.latest(now));
        retention = partitioning.retention();
        // a partition is overdue once its upper bound is not after now less the retention: this is the first that is
        // not
        kept = retention == null
                ? Long.MIN_VALUE
                : micros(partitioning.interval().floor(retention.before(now)));
    }

    /** @param now microseconds since 1970-01-01T00:00:00Z: when ingest began to receive the input */
    public static Window of(Dataset dataset, long now) {
        return new Window(dataset.accept(), dataset.partitioning(), Instant.EPOCH.plus(now, ChronoUnit.MICROS));
    }

    /** @return microseconds since 2000; a window wider than PostgreSQL's times ends where they do */
    private static long micros(Instant instant) {
        long seconds = Math.clamp(instant.getEpochSecond(), -290_000L * 31_556_952, 290_000L * 31_556_952);
        return seconds * Times.SECOND + instant.getNano() / 1000 - Times.EPOCH;
    }

    /** @param time microseconds since 2000-01-01T00:00:00Z */
    public void check(long time) throws BadValue {
        if (time < earliest || time > latest || !Times.isFinite(time)) {
            throw new BadValue(
                    "%s is outside the accepted window from %s to %s; mend the time or widen the dataset's 'accept'"
                            .formatted(shown(time), shown(earliest), shown(latest)));
        }
        if (time < kept) {
            throw new BadValue(
                    "%s is older than the dataset keeps: with a retention of %s, partitions before %s are gone; leave the row out or lengthen the retention"
                            .formatted(shown(time), retention, shown(kept)));
        }
    }

    private static String shown(long time) {
        if (!Times.isFinite(time)) {
            return time > 0 ? "infinity" : "-infinity";
        }
        return Instant.EPOCH
                .plus(time, ChronoUnit.MICROS)
                .plus(Times.EPOCH, ChronoUnit.MICROS)
                .toString();
    }
}
