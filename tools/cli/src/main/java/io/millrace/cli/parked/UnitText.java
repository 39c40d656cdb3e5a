package io.millrace.cli.parked;

import io.millrace.api.parked.ParkedUnit;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A parked unit as people read it. */
final class UnitText {
    /** Of a cause in a list; the whole stands in show. */
    private static final int CAUSE = 36;

    private UnitText() {}

    /** Which part of its upload or stream it is, in a few words. */
    static String place(ParkedUnit unit) {
        if (unit.stream() != null) {
            return "partition %d from %d"
                    .formatted(unit.stream().partition(), unit.stream().from());
        }
        if (unit.job() == null) {
            return "no unit";
        }
        return unit.job().unit() == null ? "end marker" : "unit " + unit.job().unit();
    }

    static String shortCause(ParkedUnit unit) {
        String cause = unit.cause().replaceAll("\\s+", " ");
        return cause.codePointCount(0, cause.length()) <= CAUSE
                ? cause
                : cause.substring(0, cause.offsetByCodePoints(0, CAUSE - 1)) + "…";
    }

    /** How long until it is tried again. */
    static String nextTry(ParkedUnit unit, Instant now) {
        long seconds = Duration.between(now, unit.retryAt()).toSeconds();
        if (seconds <= 0) {
            return "now";
        }
        return seconds < 120 ? "in " + seconds + " s" : "in " + seconds / 60 + " min";
    }

    /** All that is known of it. */
    static String of(ParkedUnit unit) {
        Table table = new Table("parked unit", unit.id().toString()).row("dataset", unit.dataset());
        ParkedUnit.JobSlice job = unit.job();
        if (job != null) {
            table.row("upload", job.id().toString())
                    .row("file", text(job.sourceName()))
                    .row("unit", job.unit() == null ? "the end marker" : job.unit() + ", bytes " + bytes(job));
        }
        ParkedUnit.StreamSlice stream = unit.stream();
        if (stream != null) {
            table.row("topic", text(stream.topic()))
                    .row("partition", stream.partition() + ", offsets " + range(stream.from(), stream.to()));
        }
        table.row("stage", unit.stage().name().toLowerCase(Locale.ROOT));
        if (unit.table() != null) {
            table.row("table", unit.table());
        }
        return table.row("cause", unit.cause())
                .row("remedy", unit.remedy())
                .row("attempts", Integer.toString(unit.attempts()))
                .row("parked", unit.parkedAt().toString())
                .row("tried last", unit.triedAt().toString())
                .row("tried again", unit.retryAt().toString())
                .row("bytes kept", Quantities.count(unit.bytes()))
                .render();
    }

    private static String bytes(ParkedUnit.JobSlice job) {
        return job.from() == null || job.to() == null ? "" : range(job.from(), job.to());
    }

    /** Both ends included. */
    private static String range(long from, long to) {
        return from + " to " + (to - 1);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
