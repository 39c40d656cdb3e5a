package io.millrace.partition.api;

/** What the OpenAPI page shows. */
final class Examples {
    static final String READINGS = """
            name: readings
            table: public.readings
            timeColumn: recorded_at
            partitioning: {interval: month, premake: 3, retention: 12 months}
            accept: {past: 10 years, future: 1 month}
            format: {type: csv, delimiter: ",", header: true, null: ""}
            columns:
              - {name: sensor_id,   type: text, required: true, maxLength: 64}
              - {name: recorded_at, type: timestamptz, required: true, zone: UTC}
              - {name: temperature, type: double precision, min: -90, max: 150}
              - {name: status,      type: text, oneOf: [OK, WARN, FAIL]}
            indexes: [[sensor_id, recorded_at]]
            """;

    static final String REFUSED = """
            {"type": "urn:millrace:problem:incompatible-definition", "title": "Incompatible definition", "status": 409,
             "detail": "columns[2].max: cannot become stricter, from 150 to 100: rows that are in the table may break it; keep or loosen it",
             "field": "columns[2].max"}
            """;

    static final String INVALID = """
            {"type": "urn:millrace:problem:invalid-definition", "title": "Invalid definition", "status": 422,
             "detail": "'txt' is not known; use one of text, varchar(n), boolean …", "field": "columns[0].type"}
            """;

    private Examples() {}
}
