package io.millrace.bench.migrate;

import java.time.Duration;
import java.time.Instant;

/** The table that is migrated: the columns of the readings, a year of them, and a primary key. */
final class Events {
    static final String TABLE = "public.bench_events";
    static final String PLAIN = "public.bench_events_plain";
    static final String KEY = "PRIMARY KEY (sensor_id, recorded_at)";
    static final String COLUMNS = """
            sensor_id text NOT NULL, recorded_at timestamptz NOT NULL, temperature double precision,
            humidity double precision, pressure double precision, status text""";

    private static final int SENSORS = 1000;
    private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");
    /** 3,000 readings of each of the sensors of 3,000,000 rows take a year. */
    private static final Duration STEP = Duration.ofMinutes(175);

    private Events() {}

    static String fill(int rows) {
        return """
                INSERT INTO %s SELECT 'sensor-' || i %% %d, timestamptz '%s' + i / %d * interval '%d minutes',
                       20 + i %% 17, 50 + i %% 31, 1000 + i %% 23, 'OK' FROM generate_series(0, %d - 1) i""".formatted(TABLE, SENSORS, BEGIN, SENSORS, STEP.toMinutes(), rows);
    }

    static String sensor(int row) {
        return "sensor-" + row % SENSORS;
    }

    static String time(int row) {
        return BEGIN.plus(STEP.multipliedBy(row / SENSORS)).toString();
    }
}
