package io.millrace.transform.unit;

import io.millrace.contract.message.Job;
import io.millrace.contract.message.Slice;
import io.millrace.transform.slice.StreamRecord;
import io.millrace.transform.slice.StreamSlice;
import io.millrace.transform.slice.StreamTransformer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** How long a row takes on one thread: run by hand, prints µs per row of repeated rounds. Not a test. */
public final class Throughput {
    private static final int ROWS = 17_000; // about 1 MiB
    private static final int UNITS_A_ROUND = 100;

    private Throughput() {}

    public static void main(String[] args) {
        UnitTransformer transformer = new UnitTransformer(15 << 20, thrown -> {});
        Job job = Units.job(Units.READINGS, Units.csv(Units.READINGS));
        Slice slice = Units.slice(csv().getBytes(StandardCharsets.UTF_8));
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 8;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            long bytes = 0;
            for (int i = 0; i < UNITS_A_ROUND; i++) {
                bytes += transformer
                        .transform(Units.READINGS, job, slice, Units.SOURCE, Units.CUT_AT)
                        .getTuples()
                        .size();
            }
            double micros = (System.nanoTime() - start) / 1e3 / UNITS_A_ROUND / ROWS;
            System.out.printf("%.3f µs per row, %d bytes of tuples%n", micros, bytes / UNITS_A_ROUND);
        }
        streams(rounds);
    }

    /** The same rows as records of a stream: a JSON object each. */
    private static void streams(int rounds) {
        StreamTransformer transformer = new StreamTransformer(8 << 20, 1 << 20, thrown -> {});
        String[] names = {"sensor_id", "recorded_at", "temperature", "humidity", "pressure", "status"};
        List<StreamRecord> records = new ArrayList<>();
        for (String line : csv().split("\n")) {
            String[] fields = line.split(",");
            StringBuilder json = new StringBuilder();
            for (int i = 0; i < names.length; i++) {
                boolean number = i >= 2 && i <= 4;
                json.append(i == 0 ? '{' : ',').append('"').append(names[i]).append("\":");
                json.append(number ? fields[i] : '"' + fields[i] + '"');
            }
            byte[] value = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
            records.add(new Value(records.size(), value));
        }
        StreamSlice slice = new StreamSlice(0, records.size(), records);
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            long rows = 0;
            for (int i = 0; i < UNITS_A_ROUND; i++) {
                rows += transformer
                        .transform(Units.READINGS, slice, Units.CUT_AT)
                        .getFirst()
                        .getCount();
            }
            double micros = (System.nanoTime() - start) / 1e3 / UNITS_A_ROUND / ROWS;
            System.out.printf("%.3f µs per JSON record, %d rows%n", micros, rows / UNITS_A_ROUND);
        }
    }

    private record Value(long offset, byte[] value) implements StreamRecord {
        @Override
        public long timestamp() {
            return Units.CUT_AT;
        }

        @Override
        public byte @Nullable [] key() {
            return null;
        }

        @Override
        public byte @Nullable [] header(String name) {
            return null;
        }
    }

    private static String csv() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "sensor-%04d,2024-01-%02dT%02d:%02d:%02dZ,%.2f,%.1f,%.2f,%s%n",
                    random.nextInt(1000),
                    1 + random.nextInt(31),
                    random.nextInt(24),
                    random.nextInt(60),
                    random.nextInt(60),
                    random.nextDouble() * 60 - 20,
                    random.nextDouble() * 100,
                    980 + random.nextDouble() * 60,
                    random.nextInt(50) == 0 ? "WARN" : "OK"));
        }
        return text.toString();
    }
}
