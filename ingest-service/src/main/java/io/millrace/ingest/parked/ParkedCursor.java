package io.millrace.ingest.parked;

import io.millrace.api.parked.ParkedUnit;
import io.millrace.ingest.option.OptionProblems;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a page ends: it stays good when the unit there is gone by the time of the next page. */
record ParkedCursor(OffsetDateTime parkedAt, UUID id) {
    /** Before all. */
    static final ParkedCursor START = new ParkedCursor(Instant.EPOCH.atOffset(ZoneOffset.UTC), new UUID(0, 0));

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,17})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    static ParkedCursor after(ParkedUnit unit) {
        return new ParkedCursor(unit.parkedAt().atOffset(ZoneOffset.UTC), unit.id());
    }

    static ParkedCursor of(@Nullable String text) {
        if (text == null) {
            return START;
        }
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw OptionProblems.invalid("after", text, "use what the page before has as next");
        }
        Instant at = Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS);
        return new ParkedCursor(at.atOffset(ZoneOffset.UTC), UUID.fromString(parts.group(2)));
    }

    String text() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, parkedAt.toInstant()) + "_" + id;
    }
}
