package io.millrace.codec.time;

/** Moments as PostgreSQL has them: microseconds since 2000-01-01T00:00:00(Z), of dates, timestamps and timestamptz alike. */
public final class Times {
    public static final long SECOND = 1_000_000;
    public static final long DAY = 86_400 * SECOND;
    /** What {@code infinity} is on the wire. */
    public static final long INFINITY = Long.MAX_VALUE;
    /** What {@code -infinity} is on the wire. */
    public static final long MINUS_INFINITY = Long.MIN_VALUE;
    /** 2000-01-01 in days since 1970-01-01. */
    public static final int EPOCH_DAY = 10_957;
    /** 2000-01-01T00:00:00Z in microseconds since 1970. */
    public static final long EPOCH = EPOCH_DAY * DAY;

    /** 4714-11-24 BC, PostgreSQL's first day, as days since 2000. */
    private static final long FIRST_DAY = -2_451_545;
    /** 294277-01-01T00:00:00, the first moment behind PostgreSQL's last. */
    private static final long END = 9_223_371_331_200_000_000L;
    /** 5874898-01-01, the first day behind PostgreSQL's last date. */
    private static final long END_DAY = 2_145_031_949;

    private Times() {}

    public static boolean isFinite(long micros) {
        return micros != INFINITY && micros != MINUS_INFINITY;
    }

    static boolean isTimestamp(long micros) {
        return micros >= FIRST_DAY * DAY && micros < END;
    }

    static boolean isDate(long day) {
        return day >= FIRST_DAY && day < END_DAY;
    }

    /**
     * Days since 2000-01-01 of a day in the proleptic Gregorian calendar. Source: Howard Hinnant, "chrono-Compatible
     * Low-Level Date Algorithms", {@code days_from_civil}.
     *
     * @param year astronomical: 0 is 1 BC
     */
    static long days(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468 - EPOCH_DAY;
    }

    static int daysInMonth(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }
}
