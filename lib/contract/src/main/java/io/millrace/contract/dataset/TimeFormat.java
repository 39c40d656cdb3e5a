package io.millrace.contract.dataset;

import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a column spells its times. */
public sealed interface TimeFormat {
    /** ISO 8601 in its usual spellings, as PostgreSQL reads them: T or a blank, with or without fraction and offset. */
    record Iso() implements TimeFormat {}

    /**
     * A number counted from 1970-01-01T00:00:00Z.
     *
     * @param perSecond units a second: 1, 1,000, 1,000,000 or 1,000,000,000
     */
    record Epoch(long perSecond) implements TimeFormat {}

    /**
     * A pattern of the dataset's own.
     *
     * @param formatter reads strictly: there is no 31 February. Names are English, in any case
     * @param endOfDay reads hour 24 as hour 0, and no other such hour; null for a pattern without an hour of the day
     */
    record Named(DateTimeFormatter formatter, @Nullable DateTimeFormatter endOfDay) implements TimeFormat {
        private static final char HOUR = 'H'; // 0 to 23
        private static final char CLOCK_HOUR = 'k'; // 1 to 24

        static Named of(String pattern) {
            boolean hasHour = hasLetter(pattern, HOUR);
            return new Named(strict(pattern), hasHour ? strict(replaceLetter(pattern, HOUR, CLOCK_HOUR)) : null);
        }

        /** A year of an era, {@code y}, is strictly no year until the era is known; without {@code G} it is ours. */
        private static DateTimeFormatter strict(String pattern) {
            DateTimeFormatterBuilder builder =
                    new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
            if (hasLetter(pattern, 'y')) {
                builder.parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue());
            }
            return builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
        }

        private static boolean hasLetter(String pattern, char letter) {
            return !replaceLetter(pattern, letter, '\0').equals(pattern);
        }

        /** Outside quotes. */
        private static String replaceLetter(String pattern, char letter, char other) {
            StringBuilder replaced = new StringBuilder(pattern);
            boolean quoted = false;
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                quoted ^= c == '\'';
                if (c == letter && !quoted) {
                    replaced.setCharAt(i, other);
                }
            }
            return replaced.toString();
        }
    }

    /** @throws IllegalArgumentException when the text is neither a known word nor a pattern */
    static TimeFormat parse(String text) {
        return switch (text) {
            case "iso" -> new Iso();
            case "epoch_s" -> new Epoch(1);
            case "epoch_ms" -> new Epoch(1_000);
            case "epoch_us" -> new Epoch(1_000_000);
            case "epoch_ns" -> new Epoch(1_000_000_000);
            default -> Named.of(text);
        };
    }
}
