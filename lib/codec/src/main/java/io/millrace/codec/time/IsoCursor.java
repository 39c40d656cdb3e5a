package io.millrace.codec.time;

import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Blanks;
import io.millrace.codec.value.Doubles;

/**
 * One time that is being read: {@code [blanks] date [T|blanks time] [blanks offset] [blanks BC|AD]}, or a word. Limits and
 * rounding as {@code DecodeDateTime} in PostgreSQL's datetime.c has them: 24:00:00 and second 60 are taken, a fraction is
 * rounded to microseconds.
 */
final class IsoCursor {
    private static final int MAX_YEAR_DIGITS = 7;
    private static final int MAX_OFFSET_HOURS = 15;
    private static final String[] UTC_WORDS = {"zulu", "z", "utc", "gmt"};

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final TimeKind kind;
    private final LocalZone zone;
    private final int end;
    private int at;

    private int year;
    private int month;
    private int day;
    private long timeOfDay; // microseconds
    private boolean hasOffset;
    private long offset; // microseconds east of UTC

    IsoCursor(byte[] bytes, int from, int to, TimeKind kind, LocalZone zone) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.kind = kind;
        this.zone = zone;
        at = Blanks.behind(bytes, from, to);
        end = Blanks.before(bytes, at, to);
    }

    long read() throws BadValue {
        if (at < end && (bytes[at] < '0' || bytes[at] > '9')) {
            return word();
        }
        date();
        boolean separated = at < end && (bytes[at] == 'T' || bytes[at] == 't');
        if (separated) {
            at++;
        }
        int blanks = at;
        at = Blanks.behind(bytes, at, end);
        if (at < end && isDigit(bytes[at]) && (separated || at > blanks)) {
            time();
            at = Blanks.behind(bytes, at, end);
            offset();
        } else if (separated) {
            throw bad();
        }
        era();
        if (at != end) {
            throw bad();
        }
        return result();
    }

    private long word() throws BadValue {
        if (Blanks.equals(bytes, at, end, "infinity") || Blanks.equals(bytes, at, end, "+infinity")) {
            return Times.INFINITY;
        }
        if (Blanks.equals(bytes, at, end, "-infinity")) {
            return Times.MINUS_INFINITY;
        }
        if (Blanks.equals(bytes, at, end, "epoch")) {
            return kind.of(-Times.EPOCH, bytes, from, to);
        }
        throw bad();
    }

    private void date() throws BadValue {
        int digits = digits(at);
        if (digits == 8 && (at + 8 == end || bytes[at + 8] != '-' && bytes[at + 8] != '/')) {
            year = number(4);
            month = number(2);
            day = number(2);
            return;
        }
        if (digits < 4 || digits > MAX_YEAR_DIGITS) {
            throw bad();
        }
        year = number(digits);
        byte separator = at < end ? bytes[at] : 0;
        if (separator != '-' && separator != '/') {
            throw bad();
        }
        at++;
        month = upToTwo();
        expect(separator);
        day = upToTwo();
    }

    private void time() throws BadValue {
        int digits = digits(at);
        boolean basic = digits == 4 || digits == 6;
        int hour = basic ? number(2) : upToTwo();
        if (!basic) {
            expect(':');
        }
        int minute = number(2);
        int second = 0;
        if (basic ? digits == 6 : at < end && bytes[at] == ':') {
            at += basic ? 0 : 1;
            second = number(2);
        }
        long fraction = at < end && bytes[at] == '.' ? fraction() : 0;
        timeOfDay = (hour * 3600L + minute * 60L + second) * Times.SECOND + fraction;
        if (minute > 59 || second > 60 || timeOfDay > Times.DAY) {
            throw kind.outOfRange(bytes, from, to);
        }
    }

    /** @return microseconds; from the seventh digit on rounded as PostgreSQL does, by way of a double */
    private long fraction() throws BadValue {
        int digits = digits(++at);
        if (digits <= 6) {
            long micros = digits == 0 ? 0 : number(digits);
            for (int i = digits; i < 6; i++) {
                micros *= 10;
            }
            return micros;
        }
        double fraction = Doubles.parseDouble(bytes, at - 1, at + digits);
        at += digits;
        return (long) Math.rint(fraction * Times.SECOND);
    }

    private void offset() throws BadValue {
        if (at == end) {
            return;
        }
        byte sign = bytes[at];
        int word = utcWord();
        if (word > 0) {
            at += word;
            hasOffset = true;
        } else if (sign == '+' || sign == '-') {
            at++;
            long seconds = offsetSeconds();
            offset = (sign == '-' ? -seconds : seconds) * Times.SECOND;
            hasOffset = true;
        }
    }

    /** @return the length of the word for UTC that stands here, or 0 */
    private int utcWord() {
        for (String word : UTC_WORDS) {
            if (Blanks.startsWith(bytes, at, end, word)) {
                return word.length();
            }
        }
        return 0;
    }

    private long offsetSeconds() throws BadValue {
        int digits = digits(at);
        if (digits == 0 || digits > 6 || digits == 5) {
            throw bad();
        }
        int hours = number(digits == 1 || digits == 3 ? 1 : 2);
        int minutes = digits >= 3 ? number(2) : 0;
        int seconds = digits == 6 ? number(2) : 0;
        if (digits <= 2 && at < end && bytes[at] == ':') {
            at++;
            minutes = number(2);
            if (at < end && bytes[at] == ':') {
                at++;
                seconds = number(2);
            }
        }
        if (hours > MAX_OFFSET_HOURS || minutes > 59 || seconds > 59) {
            throw kind.outOfRange(bytes, from, to);
        }
        return hours * 3600L + minutes * 60L + seconds;
    }

    private void era() throws BadValue {
        at = Blanks.behind(bytes, at, end);
        boolean bc = Blanks.equals(bytes, at, end, "bc");
        if (bc || Blanks.equals(bytes, at, end, "ad")) {
            at = end;
        }
        if (year == 0) {
            throw kind.outOfRange(bytes, from, to); // the year before 1 is 1 BC
        }
        year = bc ? 1 - year : year;
    }

    private long result() throws BadValue {
        if (month < 1 || month > 12 || day < 1 || day > Times.daysInMonth(year, month)) {
            throw kind.outOfRange(bytes, from, to);
        }
        long days = Times.days(year, month, day);
        if (!Times.isDate(days)) {
            throw kind.outOfRange(bytes, from, to);
        }
        if (kind == TimeKind.DATE) {
            return days;
        }
        if (Math.abs(days) > Long.MAX_VALUE / Times.DAY - 2) {
            throw kind.outOfRange(bytes, from, to);
        }
        long local = days * Times.DAY + timeOfDay;
        if (kind == TimeKind.TIMESTAMPTZ) {
            local = hasOffset ? local - offset : zone.toUtc(local);
        }
        return kind.of(local, bytes, from, to);
    }

    private int digits(int start) {
        int i = start;
        while (i < end && isDigit(bytes[i])) {
            i++;
        }
        return i - start;
    }

    private int upToTwo() throws BadValue {
        int digits = digits(at);
        if (digits == 0 || digits > 2) {
            throw bad();
        }
        return number(digits);
    }

    private int number(int digits) throws BadValue {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            if (at == end || !isDigit(bytes[at])) {
                throw bad();
            }
            value = 10 * value + bytes[at++] - '0';
        }
        return value;
    }

    private void expect(int character) throws BadValue {
        if (at == end || bytes[at] != character) {
            throw bad();
        }
        at++;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private BadValue bad() {
        return kind.bad(bytes, from, to);
    }
}
