package io.millrace.edge.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;

/** A time of a request. */
public final class RequestTime {
    /** What would be one, for whoever is told that something is none. */
    public static final String FORMS =
            "write a time such as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00, a day such as 2026-01-31 or a month such as 2026-01; without an offset it is UTC";

    /** What timestamptz holds. */
    private static final Instant EARLIEST = Instant.parse("-4712-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("+294276-12-31T00:00:00Z");
    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:mm", "Z")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private RequestTime() {}

    /** @throws DateTimeException when it is none, or outside what PostgreSQL holds */
    public static Instant parse(String text) {
        // a + that was not encoded in a URL arrives as a space
        Instant instant = utc(text.strip().replaceFirst(" (?=\\d\\d(:\\d\\d)?$)", "+"));
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new DateTimeException("PostgreSQL has no such time");
        }
        return instant;
    }

    private static Instant utc(String text) {
        if (text.matches("\\d{4}-\\d\\d")) {
            return YearMonth.parse(text).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return switch (FORM.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from)) {
            case OffsetDateTime exact -> exact.toInstant();
            case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
            case LocalDate day -> day.atStartOfDay().toInstant(ZoneOffset.UTC);
            default -> throw new DateTimeException(text);
        };
    }
}
