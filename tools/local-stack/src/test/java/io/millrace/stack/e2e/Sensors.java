package io.millrace.stack.e2e;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;

/** Sensor rows, the same for the same seed, spread over four months before now. */
final class Sensors {
    static final String HEADER = "sensor_id,recorded_at,temperature,humidity,pressure,status\n";
    private static final String[] STATUS = {"OK", "OK", "OK", "WARN", "FAIL"};

    private final Random random;
    private final Instant from = Instant.now().minus(120, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);

    Sensors(long seed) {
        random = new Random(seed);
    }

    String row() {
        return "sensor-%04d,%s,%d.%02d,%d.%d,%d.%02d,%s\n"
                .formatted(
                        random.nextInt(5000),
                        from.plus(Duration.ofSeconds(random.nextInt(120 * 86_400))),
                        random.nextInt(40),
                        random.nextInt(100),
                        random.nextInt(100),
                        random.nextInt(10),
                        950 + random.nextInt(100),
                        random.nextInt(100),
                        STATUS[random.nextInt(STATUS.length)]);
    }

    String csv(int rows) {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < rows; i++) {
            text.append(row());
        }
        return text.toString();
    }

    static Path file(Path path, int rows, long seed) throws IOException {
        Sensors sensors = new Sensors(seed);
        try (BufferedWriter out = Files.newBufferedWriter(path)) {
            out.write(HEADER);
            for (int i = 0; i < rows; i++) {
                out.write(sensors.row());
            }
        }
        return path;
    }
}
