package io.millrace.bench.stream;

import io.millrace.cli.generate.Readings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * The readings of {@code millrace generate} as JSON objects, such as {@code {"sensor_id":"sensor-0042",
 * "recorded_at":"2026-01-15T10:23:45Z","temperature":21.53,"humidity":45.2,"pressure":1013.25,"status":"OK"}}. The same
 * arguments give the same bytes. Record i goes to partition i modulo {@value #PARTITIONS}.
 *
 * <p>The last record of each partition is marked by a time before all others, {@link #MARK}: it lies in a partition of the
 * table of its own, so that whether everything is there can be asked often at no cost.
 *
 * @param records how many
 * @param duplicates whether each tenth record is another reading of an earlier record's sensor and time, which lies a
 *     fortieth of all records before it, in the same partition of the topic: as of a producer that sends again
 */
record JsonReadings(int records, boolean duplicates) {
    static final int PARTITIONS = 2;
    static final LocalDate FROM = LocalDate.of(2026, 1, 1);
    static final int DAYS = 90;

    /** The day of the last records. */
    static final LocalDate MARK = LocalDate.of(2025, 6, 15);

    private static final int SEED = 1;
    private static final int TIME = 20; // characters of 2026-01-15T10:23:45Z
    private static final int SENSOR = 11; // characters of sensor-0042
    private static final int EACH = 10;

    /** Takes the records in their order. */
    interface Sink {
        void accept(int record, byte[] json) throws IOException;
    }

    /** How many different pairs of sensor and time there are. */
    int distinct() {
        int repeated = 0;
        for (int record = 0; record < records; record++) {
            repeated += repeats(record) ? 1 : 0;
        }
        return records - repeated;
    }

    void forEach(Sink sink) throws IOException {
        new Readings(records, SEED, FROM, DAYS).writeTo(new Lines(sink));
    }

    private int distance() {
        return records / 400 * EACH
                + 2; // even: the same partition; not a multiple of EACH: no repetition of a repetition
    }

    private boolean repeats(int record) {
        return duplicates && record % EACH == EACH - 1 && record >= distance() && record < records - PARTITIONS;
    }

    /** Cuts the CSV into lines; makes each a JSON object. */
    private final class Lines extends OutputStream {
        private final Sink sink;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final String[] keys = new String[distance()]; // of the last records: sensor, comma, time
        private int record = -1; // the header

        Lines(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int begun = offset;
            for (int at = offset; at < offset + length; at++) {
                if (bytes[at] == '\n') {
                    line.write(bytes, begun, at - begun);
                    begun = at + 1;
                    if (record >= 0) {
                        sink.accept(record, json(line.toString(StandardCharsets.US_ASCII)));
                    }
                    record++;
                    line.reset();
                }
            }
            line.write(bytes, begun, offset + length - begun);
        }

        private byte[] json(String csv) {
            String own = csv.substring(0, SENSOR + 1 + TIME);
            int slot = record % keys.length;
            String key = repeats(record) ? keys[slot] : own;
            keys[slot] = own;
            String sensor = key.substring(0, SENSOR);
            String time = record < records - PARTITIONS
                    ? key.substring(SENSOR + 1)
                    : MARK + "T00:00:0" + record % PARTITIONS + "Z";
            String[] rest = csv.substring(own.length() + 1).split(",");
            return ("{\"sensor_id\":\"" + sensor + "\",\"recorded_at\":\"" + time + "\",\"temperature\":" + rest[0]
                            + ",\"humidity\":" + rest[1] + ",\"pressure\":" + rest[2] + ",\"status\":\"" + rest[3]
                            + "\"}")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }
}
