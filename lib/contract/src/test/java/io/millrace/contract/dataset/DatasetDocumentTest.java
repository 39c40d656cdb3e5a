package io.millrace.contract.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetDocumentTest {
    private static final String READINGS = """
            name: readings
            table: public.readings
            timeColumn: recorded_at
            partitioning: {interval: month, premake: 3, retention: 12 months}
            accept: {past: 10 years, future: 1 month}
            format: {type: csv, delimiter: ",", header: true, null: ""}
            columns:
              - {name: sensor_id,   type: text, required: true, maxLength: 64}
              - {name: recorded_at, type: timestamptz, required: true, zone: UTC}
              - {name: temperature, type: double precision, min: -90, max: 150, source: temp_c}
              - {name: humidity,    type: double precision, min: 0, max: 100}
              - {name: pressure,    type: double precision}
              - {name: status,      type: text, oneOf: [OK, WARN, FAIL]}
            indexes: [[sensor_id, recorded_at]]
            """;

    @Test
    void readsWhatItsOwnerWrites() {
        Dataset readings = DatasetDocument.read(READINGS);
        assertThat(readings.table().sql()).isEqualTo("\"public\".\"readings\"");
        assertThat(readings.partitioning().interval()).isEqualTo(Interval.MONTH);
        assertThat(readings.partitioning().retention()).hasToString("12 months");
        assertThat(readings.accept().earliest(Instant.parse("2026-02-28T00:00:00Z")))
                .isEqualTo("2016-02-28T00:00:00Z");
        assertThat(readings.columns().get(2).source()).isEqualTo("temp_c");
        assertThat(readings.column("status").oneOf()).containsExactly("OK", "WARN", "FAIL");
        assertThat(readings.indexes()).containsExactly(List.of("sensor_id", "recorded_at"));
    }

    @Test
    void whatItWritesAsJsonItReadsBack() {
        Dataset readings = DatasetDocument.read(READINGS);
        assertThat(DatasetDocument.read(DatasetDocument.json(readings))).isEqualTo(readings);
    }

    @Test
    void defaultsAreTheDocumentedOnes() {
        Dataset least = DatasetDocument.read(
                "{name: d, table: s.t, timeColumn: at, partitioning: {interval: day}, columns: [{name: at, type: date, required: true}]}");
        assertThat(least.partitioning().premake()).isEqualTo(3);
        assertThat(least.partitioning().retention()).isNull();
        assertThat(least.accept()).hasToString("Accept[past=10 years, future=1 months]");
        assertThat(least.format())
                .isEqualTo(new InputFormat(InputFormat.Type.CSV, ",", "\"", "\"", null, true, "", "UTF-8"));
        assertThat(least.columns().getFirst().source()).isEqualTo("at");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: readings | name: Readings | name | 'Readings' is not a dataset name",
                "table: public.readings | table: readings | table | not schema-qualified",
                "timeColumn: recorded_at | timeColumn: recorded | timeColumn | 'recorded' is not among the columns",
                "timeColumn: recorded_at | timeColumn: status | timeColumn | must be date, timestamp or timestamptz",
                "interval: month | interval: fortnight | partitioning.interval | use hour, day, week, month, quarter or year",
                "premake: 3 | premake: -1 | partitioning.premake | outside 0 to 1000",
                "12 months | a year | partitioning.retention | is not a span",
                "delimiter: \",\" | delimiter: ab | format.delimiter | not a single ASCII character",
                "type: text, required: true | type: string, required: true | columns[0].type | 'string' is not known; use one of text",
                "maxLength: 64 | maxlength: 64 | columns[0].maxlength | is not known here; known are",
                "zone: UTC | zone: Mars | columns[1].zone | 'Mars' is not a zone",
                "min: -90, max: 150 | min: 200, max: 150 | columns[2].min | 200 is above max: 150",
                "min: 0, max: 100 | pattern: x | columns[3].pattern | is for text, not for double precision",
                "oneOf: [OK, WARN, FAIL] | pattern: '(' | columns[5].pattern | is not an RE2 expression",
                "[[sensor_id, recorded_at]] | [[sensor]] | indexes | names a column that is not there",
                "type: timestamptz, required: true | type: timestamptz | timeColumn | may be NULL",
                "name: humidity | name: pressure | columns | two columns have the name 'pressure'",
            })
    void aBadDocumentIsRefusedWithThePlaceInIt(String good, String bad, String path, String message) {
        assertThat(READINGS).contains(good);
        InvalidDatasetException refused = catchThrowableOfType(
                InvalidDatasetException.class, () -> DatasetDocument.read(READINGS.replace(good, bad)));
        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "key: [] | key | the list is empty",
                "key: [sensor_id] | onConflict | is required with a key",
                "key: [sensor_id]; onConflict: upsert | onConflict | 'upsert' is not known; use ignore, update or error",
                "key: [sensor]; onConflict: ignore | key | 'sensor' is not among the columns",
                "key: [sensor_id, sensor_id]; onConflict: ignore | key | names a column twice",
                "key: [status]; onConflict: ignore | key | column 'status' may be NULL",
                "onConflict: ignore | onConflict | needs a key",
                "version: pressure | version | needs a key",
                "key: [sensor_id]; onConflict: ignore; version: pressure | version | is for onConflict: update only",
                "key: [sensor_id]; onConflict: update; version: pressure | version | column 'pressure' may be NULL",
                "key: [sensor_id]; onConflict: update; version: recorded_at | version | is the time column",
                "records: {format: avro} | records.format | 'avro' is not known; use json or csv",
                "records: {partitions: 0} | records.partitions | 0 is outside 1 to 1000",
                "records: {timestamp: status} | records | which is text; use date, timestamp or timestamptz",
                "records: {key: device} | records | 'device' is not among the columns",
                "records: {key: status, headers: {s: status}} | records | each column takes one of them",
            })
    void aBadKeyOrRecordsSectionIsRefused(String added, String path, String message) {
        InvalidDatasetException refused = catchThrowableOfType(
                InvalidDatasetException.class, () -> DatasetDocument.read(READINGS + added.replace("; ", "\n")));
        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.path()).isEqualTo(path);
    }

    @Test
    void theUniqueIndexHoldsTheTimeColumn() {
        Dataset keyed = DatasetDocument.read(READINGS + "key: [sensor_id]\nonConflict: ignore");
        assertThat(keyed.uniqueColumns()).containsExactly("sensor_id", "recorded_at");
        Dataset byTime = DatasetDocument.read(READINGS + "key: [recorded_at, sensor_id]\nonConflict: ignore");
        assertThat(byTime.uniqueColumns()).containsExactly("recorded_at", "sensor_id");
        assertThat(DatasetDocument.read(READINGS).uniqueColumns()).isEmpty();
    }

    @Test
    void recordsAreJsonUnlessTheDatasetSaysOtherwise() {
        assertThat(DatasetDocument.read(READINGS).recordsOrDefault().format()).isEqualTo(Records.Format.JSON);
        Records records = DatasetDocument.read(
                        READINGS + "records: {format: csv, key: sensor_id, headers: {state: status}, partitions: 6}")
                .recordsOrDefault();
        assertThat(records.format()).isEqualTo(Records.Format.CSV);
        assertThat(records.maps("sensor_id")).isTrue();
        assertThat(records.maps("status")).isTrue();
        assertThat(records.maps("pressure")).isFalse();
    }

    @Test
    void whatIsNeitherYamlNorJsonIsRefused() {
        assertThat(catchThrowableOfType(InvalidDatasetException.class, () -> DatasetDocument.read("name: \"unclosed")))
                .hasMessageContaining("neither YAML nor JSON");
        assertThat(catchThrowableOfType(InvalidDatasetException.class, () -> DatasetDocument.read(""))
                        .path())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public.readings | public | readings | public.readings",
                "Web.My Visits | Web | My Visits | Web.My Visits",
                "public.\"a.b\" | public | a.b | public.\"a.b\"",
                "\"s\"\"q\".\"plain\" | s\"q | plain | s\"q.plain",
                "\"\"\"\".x | \" | x | \"\"\"\".x",
            })
    void aTableIsReadAsItIsWritten(String text, String schema, String name, String written) {
        TableName table = TableName.parse(text);
        assertThat(table).isEqualTo(new TableName(schema, name));
        assertThat(table).hasToString(written);
        assertThat(TableName.parse(written)).isEqualTo(table);
    }

    @ParameterizedTest
    @CsvSource({"readings", ".readings", "public.", "a.b.c", "public.\"", "public.\"a"})
    void whatIsNoTableIsRefused(String text) {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> TableName.parse(text)))
                .hasMessageContaining("schema.name");
    }
}
