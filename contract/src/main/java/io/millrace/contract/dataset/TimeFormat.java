package io.millrace.contract.dataset;

import java.time.format.DateTimeFormatter;
import java.util.Locale;

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

    /** A pattern of the dataset's own. */
    record Named(DateTimeFormatter formatter) implements TimeFormat {}

    /** @throws IllegalArgumentException when the text is neither a known word nor a pattern */
    static TimeFormat parse(String text) {
        return switch (text) {
            case "iso" -> new Iso();
            case "epoch_s" -> new Epoch(1);
            case "epoch_ms" -> new Epoch(1_000);
            case "epoch_us" -> new Epoch(1_000_000);
            case "epoch_ns" -> new Epoch(1_000_000_000);
            default -> new Named(DateTimeFormatter.ofPattern(text, Locale.ROOT));
        };
    }
}
