package io.millrace.cli.stream;

import io.millrace.cli.print.Quantities;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cells of a table; empty for what the service does not tell. */
final class Cells {

    private Cells() {}

    static String count(@Nullable Long number) {
        return number == null ? "" : Quantities.count(number);
    }

    /** To the hundredth: {@code 1,234.50}. */
    static String seconds(@Nullable Double seconds) {
        return seconds == null ? "" : String.format(Locale.ROOT, "%,.2f", seconds);
    }

    static String time(@Nullable Instant at) {
        return at == null ? "" : at.toString();
    }
}
