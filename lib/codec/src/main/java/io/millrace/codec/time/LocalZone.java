package io.millrace.codec.time;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The zone of local times. As PostgreSQL has it, a time that the clocks skip in spring is read with the offset from before
 * the change (02:30 becomes 03:30), and one that comes twice in autumn is the second of the two.
 */
public final class LocalZone {
    public static final LocalZone UTC = new LocalZone(ZoneOffset.UTC);

    private final ZoneRules rules;
    private final boolean fixed;
    private final long fixedOffset; // microseconds

    public LocalZone(ZoneId zone) {
        rules = zone.getRules();
        fixed = rules.isFixedOffset();
        fixedOffset = fixed ? rules.getOffset(LocalDateTime.MIN).getTotalSeconds() * Times.SECOND : 0;
    }

    /** @param local microseconds of the local clock since 2000-01-01T00:00:00 */
    long toUtc(long local) {
        if (fixed) {
            return local - fixedOffset;
        }
        long seconds = Math.floorDiv(local, Times.SECOND) + Times.EPOCH / Times.SECOND;
        LocalDateTime clock = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        ZoneOffsetTransition change = rules.getTransition(clock);
        ZoneOffset offset = change == null
                ? rules.getOffset(clock)
                : change.isGap() ? change.getOffsetBefore() : change.getOffsetAfter();
        return local - offset.getTotalSeconds() * Times.SECOND;
    }
}
