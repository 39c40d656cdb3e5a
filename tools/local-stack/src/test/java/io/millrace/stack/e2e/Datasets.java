package io.millrace.stack.e2e;

/** Dataset documents of the tests. */
final class Datasets {
    private Datasets() {}

    static String readings(String name, String table) {
        return """
                name: %s
                table: %s
                timeColumn: recorded_at
                partitioning: {interval: month, premake: 1}
                columns:
                  - {name: sensor_id,   type: text, required: true, maxLength: 64}
                  - {name: recorded_at, type: timestamptz, required: true, zone: UTC}
                  - {name: temperature, type: double precision, min: -90, max: 150}
                  - {name: humidity,    type: double precision, min: 0, max: 100}
                  - {name: pressure,    type: double precision}
                  - {name: status,      type: text, oneOf: [OK, WARN, FAIL]}
                """.formatted(name, table);
    }

    static String everyType(String name, String table) {
        return """
                name: %s
                table: %s
                timeColumn: at
                partitioning: {interval: year}
                columns:
                  - {name: at,   type: timestamptz, required: true}
                  - {name: t,    type: text}
                  - {name: v,    type: varchar(5)}
                  - {name: b,    type: boolean}
                  - {name: i2,   type: smallint}
                  - {name: i4,   type: integer}
                  - {name: i8,   type: bigint}
                  - {name: f4,   type: real}
                  - {name: f8,   type: double precision}
                  - {name: n,    type: numeric}
                  - {name: n2,   type: "numeric(10,2)"}
                  - {name: d,    type: date}
                  - {name: ts,   type: timestamp}
                  - {name: tstz, type: timestamptz}
                  - {name: u,    type: uuid}
                  - {name: j,    type: jsonb}
                  - {name: y,    type: bytea}
                """.formatted(name, table);
    }
}
