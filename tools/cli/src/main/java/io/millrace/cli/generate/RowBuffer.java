package io.millrace.cli.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Puts numbers and times as ASCII text into a byte array, without making objects. */
final class RowBuffer {

    private static final int SECONDS_A_DAY = 86_400;

    private final byte[] bytes;
    private int size;
    private long day = Long.MIN_VALUE;
    private final byte[] date = new byte[11];

    RowBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
        size = 0;
    }

    void put(byte value) {
        bytes[size++] = value;
    }

    void put(byte[] values) {
        System.arraycopy(values, 0, bytes, size, values.length);
        size += values.length;
    }

    /** Exactly so many digits, with leading zeros. */
    void putDigits(int number, int digits) {
        int rest = number;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    /** A number of hundredths (2 places) or tenths (1 place): 2153 with 2 places is {@code 21.53}. */
    void putDecimal(int scaled, int places) {
        int absolute = Math.abs(scaled);
        if (scaled < 0) {
            put((byte) '-');
        }
        int unit = places == 2 ? 100 : 10;
        int whole = absolute / unit;
        putDigits(whole, whole < 10 ? 1 : whole < 100 ? 2 : whole < 1_000 ? 3 : 4);
        put((byte) '.');
        putDigits(absolute % unit, places);
    }

    /** {@code 2026-01-15T10:23:45Z}; the date is kept from row to row. */
    void putTime(long epochSecond) {
        long epochDay = Math.floorDiv(epochSecond, (long) SECONDS_A_DAY);
        if (epochDay != day) {
            day = epochDay;
            byte[] text = (LocalDate.ofEpochDay(epochDay) + "T").getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, date, 0, date.length);
        }
        put(date);
        int second = (int) (epochSecond - epochDay * SECONDS_A_DAY);
        putDigits(second / 3_600, 2);
        put((byte) ':');
        putDigits(second / 60 % 60, 2);
        put((byte) ':');
        putDigits(second % 60, 2);
        put((byte) 'Z');
    }
}
