package io.millrace.cli.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Sensor readings as CSV, such as {@code sensor-0042,2026-01-15T10:23:45Z,21.53,45.2,1013.25,OK}. Times rise evenly over the
 * days. Every row is a function of seed and row number alone (SplitMix64), so the same arguments give the same bytes.
 *
 * @param rows how many rows follow the header
 * @param seed any number
 * @param from the first day, UTC
 * @param days how many days the rows are spread over
 */
public record Readings(long rows, long seed, LocalDate from, int days) {

    public static final String HEADER = "sensor_id,recorded_at,temperature,humidity,pressure,status\n";

    private static final int BUFFER = 1 << 20;
    private static final int LONGEST_ROW = 80;
    private static final int SENSORS = 1_000;
    private static final byte[] SENSOR = ascii("sensor-");
    private static final byte[] OK = ascii(",OK\n");
    private static final byte[] WARN = ascii(",WARN\n");
    private static final byte[] FAIL = ascii(",FAIL\n");
    private static final long SECONDS_A_DAY = 86_400;

    public Readings {
        if (rows < 0) {
            throw new IllegalArgumentException("rows is " + rows + "; give 0 or more");
        }
        if (days < 1 || days > 36_500) {
            throw new IllegalArgumentException("days is " + days + "; give 1 to 36500");
        }
        if (from.getYear() < 0 || from.plusDays(days).getYear() > 9999) {
            throw new IllegalArgumentException("from is " + from + "; give a date with a year from 0000 to 9999");
        }
    }

    /** Writes header and rows; the stream stays open. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(ascii(HEADER));
        RowBuffer buffer = new RowBuffer(BUFFER + LONGEST_ROW);
        long start = from.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        double step = rows == 0 ? 0 : (double) days * SECONDS_A_DAY / rows;
        for (long row = 0; row < rows; row++) {
            write(buffer, mix(seed ^ mix(row)), start + (long) (row * step));
            if (buffer.size() >= BUFFER) {
                buffer.drainTo(out);
            }
        }
        buffer.drainTo(out);
    }

    private static void write(RowBuffer out, long random, long second) {
        // Independent slices of 64 random bits: sensor 10, temperature 13, humidity 10, pressure 13, status 10 bits.
        int sensor = (int) ((random & 0x3ff) * SENSORS >>> 10);
        int temperature = (int) ((random >>> 10 & 0x1fff) * 5_500 >>> 13) - 1_500;
        int humidity = (int) ((random >>> 23 & 0x3ff) * 800 >>> 10) + 150;
        int pressure = (int) ((random >>> 33 & 0x1fff) * 6_000 >>> 13) + 98_000;
        int status = (int) (random >>> 46 & 0x3ff);
        out.put(SENSOR);
        out.putDigits(sensor, 4);
        out.put((byte) ',');
        out.putTime(second);
        out.put((byte) ',');
        out.putDecimal(temperature, 2);
        out.put((byte) ',');
        out.putDecimal(humidity, 1);
        out.put((byte) ',');
        out.putDecimal(pressure, 2);
        out.put(status < 5 ? FAIL : status < 30 ? WARN : OK);
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
