package io.millrace.ingest.split;

/**
 * Where slices end.
 *
 * @param unitRecords records (comments, blank lines and faults count) in a slice at most
 * @param unitBytes payload bytes of a slice at most, unless a single record is longer
 * @param recordBytes bytes of a record at most, its line end included; a longer one is a fault
 */
public record Limits(int unitRecords, int unitBytes, int recordBytes) {
    private static final int LARGEST_RECORD = 8 << 20; // with a full unit of faults it still fits a Kafka message

    public Limits {
        check("unitRecords", unitRecords, Integer.MAX_VALUE);
        check("unitBytes", unitBytes, LARGEST_RECORD);
        check("recordBytes", recordBytes, LARGEST_RECORD);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s: %d; use 1 to %d".formatted(name, value, most));
        }
    }
}
