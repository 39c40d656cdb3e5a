package io.millrace.partitioning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvolutionTest {
    private static final String DOCUMENT = """
            name: d
            table: public.d
            timeColumn: at
            partitioning: {interval: month, premake: 3}
            columns:
              - {name: at, type: timestamptz, required: true}
              - {name: v, type: varchar(10), required: true, maxLength: 8, oneOf: [a, b], pattern: "[ab]"}
              - {name: n, type: "numeric(6,2)", min: 0, max: 10}
              - {name: i, type: integer}
            indexes: [[v]]
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "premake: 3 | premake: 9, retention: 3 days",
                "varchar(10) | varchar(11)",
                "varchar(10) | text",
                "required: true, maxLength | maxLength",
                "maxLength: 8, | maxLength: 9,",
                "maxLength: 8, | ",
                "oneOf: [a, b] | oneOf: [c, b, a]",
                "oneOf: [a, b], | ",
                ", pattern: \"[ab]\" | ",
                "numeric(6,2) | numeric(7,2)",
                "numeric(6,2) | numeric",
                "min: 0 | min: -1",
                "min: 0 | min: 0.0",
                "max: 10 | max: 10.5",
                ", min: 0, max: 10 | ",
                "{name: i, type: integer} | {name: i, type: integer, source: other, default: '7'}",
                "{name: i, type: integer} | {name: i, type: integer}, {name: new, type: jsonb}",
                "[[v]] | [[v], [n, i]]",
                "[[v]] | []",
                "indexes: [[v]] | key: [v], onConflict: ignore",
                "indexes: [[v]] | records: {format: csv, key: v, partitions: 2, retention: 1 day}",
            })
    void whatLoosensIsAllowed(String from, String to) {
        Dataset changed = DatasetDocument.read(DOCUMENT.replace(from, to == null ? "" : to)
                .replace("}, {", "}\n  - {")
                .replace("], on", "]\non"));
        assertThat(Evolution.refusals(DatasetDocument.read(DOCUMENT), changed)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public.d | public.e | table",
                "varchar(10) | varchar(9) | columns[1].type",
                "numeric(6,2) | numeric(7,3) | columns[2].type",
                "numeric(6,2) | double precision | columns[2].type",
                "type: integer | type: bigint | columns[3].type",
                "type: integer | type: integer, required: true | columns[3].required",
                "type: integer | type: integer, min: 1 | columns[3].min",
                "type: integer | type: integer, max: 1 | columns[3].max",
                "min: 0 | min: 0.01 | columns[2].min",
                "max: 10 | max: 9.99 | columns[2].max",
                "maxLength: 8 | maxLength: 7 | columns[1].maxLength",
                "oneOf: [a, b] | oneOf: [a] | columns[1].oneOf",
                "[ab] | [abc] | columns[1].pattern",
                "name: i | name: j | columns",
            })
    void whatTightensIsRefusedWithItsPlace(String from, String to, String path) {
        Dataset changed = DatasetDocument.read(DOCUMENT.replace(from, to));
        assertThat(Evolution.refusals(DatasetDocument.read(DOCUMENT), changed))
                .extracting(Mismatch::path)
                .containsExactly(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: [v, n] | key: [n, v] | ",
                "onConflict: update | onConflict: ignore | ",
                "onConflict: update | onConflict: error | ",
                "version: i |  | ",
                "partitions: 4 | partitions: 5 | ",
                "partitions: 4, |  | ",
                "key: [v, n] | key: [v] | key",
                "key: [v, n] | key: [v, n, at] | key",
                "partitions: 4 | partitions: 3 | records.partitions",
            })
    void aKeyStaysAndATopicDoesNotShrink(String from, String to, String path) {
        String keyed =
                DOCUMENT.replace("min: 0,", "required: true, min: 0,").replace("integer}", "integer, required: true}")
                        + "key: [v, n]\nonConflict: update\nversion: i\nrecords: {partitions: 4, retention: 1 day}\n";
        String changed = keyed.replace(from, to == null ? "" : to);
        changed = changed.contains("onConflict: update") ? changed : changed.replace("version: i\n", "");
        assertThat(Evolution.refusals(DatasetDocument.read(keyed), DatasetDocument.read(changed)))
                .extracting(Mismatch::path)
                .isEqualTo(path == null ? List.of() : List.of(path));
    }

    @Test
    void aKeyIsNotTakenAway() {
        String keyed = DOCUMENT + "key: [v]\nonConflict: ignore\n";
        assertThat(Evolution.refusals(DatasetDocument.read(keyed), DatasetDocument.read(DOCUMENT)))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.reason()).contains("from [v] to none", "unique index stays"));
    }

    @Test
    void aNewColumnIsNotRequired() {
        Dataset changed =
                DatasetDocument.read(DOCUMENT.replace("indexes", "  - {name: x, type: text, required: true}\nindexes"));
        assertThat(Evolution.refusals(DatasetDocument.read(DOCUMENT), changed))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.path()).isEqualTo("columns[4].required");
                    assertThat(refusal.reason()).contains("'x'", "leave required out");
                });
    }

    @Test
    void everyRefusalIsTold() {
        Dataset changed = DatasetDocument.read(DOCUMENT.replace("max: 10", "max: 1")
                .replace("public.d", "public.e")
                .replace("min: 0", "min: 1"));
        assertThat(Evolution.refusals(DatasetDocument.read(DOCUMENT), changed))
                .extracting(Mismatch::path)
                .containsExactly("table", "columns[2].min", "columns[2].max");
    }
}
