package io.millrace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.dataset.InvalidDatasetException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionCheckTest {
    private static Dataset dataset(String at, String value) {
        return DatasetDocument.read("""
                name: d
                table: public.d
                timeColumn: at
                partitioning: {interval: month}
                columns:
                  - {name: at, %s}
                  - {name: v, %s}
                """.formatted(at, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: integer, min: 10, default: '5'             | default  | 5 is outside",
                "type: integer, max: 4, default: '5'              | default  | 5 is outside",
                "type: integer, default: five                     | default  | 'five' is not a number of type integer",
                "type: integer, default: '2147483648'             | default  | out of range for integer",
                "type: boolean, default: maybe                    | default  | is not a boolean",
                "type: text, oneOf: [a, b], default: c            | default  | 'c' is not one of",
                "type: text, pattern: '[0-9]+', default: x        | default  | does not match",
                "type: text, maxLength: 2, default: abc           | default  | has 3 characters",
                "type: varchar(2), default: abc                   | default  | has 3 characters",
                "type: text, maxLength: 2, default: now           | default  | has 3 characters",
                "type: date, default: 2023-02-29                  | default  | out of range for date",
                "type: date, format: dd/MM/yyyy, default: 31/13/2023 | default | does not match the column's format",
                "type: text, default: \"\\ud800x\"                  | default  | half of a surrogate pair",
                "type: uuid, default: none                        | default  | is not a uuid",
                "type: jsonb, default: '{'                        | default  | is not JSON",
                "type: bytea, default: '\\xa'                     | default  | is not bytea",
                "type: 'numeric(4,2)', default: '100'             | default  | out of range for numeric(4,2)",
                "type: real, default: '1e40'                      | default  | out of range for real",
                "type: integer, min: 0.5                          | min      | '0.5' is not a number of type integer",
                "type: smallint, max: 100000                      | max      | out of range for smallint",
                "type: bigint, max: 1e999999999                   | max      | is not a number of type bigint",
                "type: real, min: -1e40                           | min      | out of range for real",
                "type: double precision, max: 1e400               | max      | out of range for double precision",
                "type: 'numeric(4,2)', max: 1000                  | max      | out of range for numeric(4,2)",
                "type: varchar(2), oneOf: [ab, abc]               | oneOf[1] | has 3 characters",
                "type: varchar(2), oneOf: ['ab ']                 | oneOf[0] | no value could equal it",
                "type: date, format: 'HH:mm'                      | format   | does not give a date",
                "type: timestamp, format: yyyy-MM                 | format   | does not give a timestamp",
                "type: timestamp, format: 'yyyy-MM-dd hh:mm'      | format   | half a time of day",
                "type: timestamp, format: YYYY-MM-dd              | format   | does not give a timestamp"
            })
    void whatNoValueCouldBeIsRefusedWithItsPlace(String column, String field, String reason) {
        InvalidDatasetException refusal = catchThrowableOfType(
                InvalidDatasetException.class,
                () -> DefinitionCheck.check(dataset("type: timestamptz, required: true", column)));
        assertThat(refusal).as("accepted").isNotNull();
        assertThat(refusal.path()).isEqualTo("columns[1]." + field);
        assertThat(refusal).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: timestamptz, default: infinity                 | columns[0].default",
                "type: date, default: -infinity                       | columns[0].default",
                "type: timestamptz, default: yesteryear               | columns[0].default",
                "type: timestamptz, default: now, format: 'yyyy HH'   | columns[0].format"
            })
    void aRowWithoutATimeNeedsAPartition(String at, String path) {
        InvalidDatasetException refusal = catchThrowableOfType(
                InvalidDatasetException.class, () -> DefinitionCheck.check(dataset(at, "type: text")));
        assertThat(refusal).as("accepted").isNotNull();
        assertThat(refusal.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: integer, min: 10, max: 1e3, default: '10'",
                "type: integer, min: 10.0",
                "type: real, max: 0.1, default: '0.1'",
                "type: 'numeric(4,2)', max: 0.1, default: '0.101'",
                "type: numeric, min: 1e-300, max: 1e300",
                "type: text, default: now",
                "type: text, default: ''",
                "type: text, oneOf: [a, b], default: b",
                "type: varchar(3), default: 'abc   '",
                "type: timestamp, default: now, format: 'dd/MM/yyyy hh:mm:ss a'",
                "type: timestamptz, zone: Europe/Berlin, format: \"d MMM yyyy HH:mm\"",
                "type: timestamptz, format: \"EEE, d MMM yyyy HH:mm:ss Z\"",
                "type: date, format: yyyy-DDD, default: 2024-366",
                "type: date, format: \"uuuu-MM-dd['T'HH:mm]\"",
                "type: date, format: epoch_s, default: '0'",
                "type: timestamp, default: infinity"
            })
    void whatIsWellPasses(String column) {
        assertThatCode(() -> DefinitionCheck.check(dataset("type: timestamptz, default: now", column)))
                .doesNotThrowAnyException();
    }
}
