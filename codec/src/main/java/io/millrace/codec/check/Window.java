package io.millrace.codec.check;

import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Times;
import io.millrace.contract.dataset.Accept;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The times that a row's partition key may have: both ends belong to it. */
public final class Window {
    private final long earliest;
    private final long latest;

    /**
     * @param earliest microseconds since 2000-01-01T00:00:00Z
     * @param latest likewise
     */
    Window(long earliest, long latest) {
        this.earliest = earliest;
        this.latest = latest;
    }

    /** @param now microseconds since 1970-01-01T00:00:00Z: when ingest began to receive the input */
    public static Window around(Accept accept, long now) {
        Instant instant = Instant.EPOCH.plus(now, ChronoUnit.MICROS);
        return new Window(micros(accept.earliest(instant)), micros(accept.latest(instant)));
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
