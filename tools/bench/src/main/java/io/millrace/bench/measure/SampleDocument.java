package io.millrace.bench.measure;

/** The sample dataset without its secondary index, under another name. */
public final class SampleDocument {
    private SampleDocument() {}

    /**
     * @param options further lines of the document; may be empty
     * @param column a further line of its columns; may be empty
     */
    public static String yaml(String name, String table, String options, String column) {
        return """
                name: %s
                table: %s
                timeColumn: recorded_at
                partitioning: {interval: month}
                %s
                columns:
                  - {name: sensor_id,   type: text, required: true, maxLength: 64}
                  - {name: recorded_at, type: timestamptz, required: true, zone: UTC}
                  - {name: temperature, type: double precision, min: -90, max: 150}
                  - {name: humidity,    type: double precision, min: 0, max: 100}
                  - {name: pressure,    type: double precision}
                  - {name: status,      type: text, oneOf: [OK, WARN, FAIL]}
                """.formatted(name, table, options) + column;
    }
}
