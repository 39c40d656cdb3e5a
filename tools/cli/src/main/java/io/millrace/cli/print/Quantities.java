package io.millrace.cli.print;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Quantities {

    private static final int MINUTE = 60;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Quantities() {}

    /** {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 56.6 MiB}. */
    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }

    /** {@code 3.4 s}. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** {@code 90 s}, {@code 12 min}, {@code 2 h 13 min}. */
    public static String longTime(long seconds) {
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        long minutes = seconds / MINUTE;
        return minutes < 2 * MINUTE ? minutes + " min" : "%d h %d min".formatted(minutes / MINUTE, minutes % MINUTE);
    }
}
