package io.millrace.migration.swap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexBuildTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ALTER TABLE \"a\".\"t\" ADD CONSTRAINT \"t \"\"k\" PRIMARY KEY (id, at) | ALTER TABLE p ADD PRIMARY KEY (id, at)",
                "CREATE INDEX \"i ON x\" ON \"a\".\"t\" USING btree (c) | CREATE INDEX ON p USING btree (c)",
                "CREATE UNIQUE INDEX \"u\" ON \"a\".\"t\" USING btree (c) WHERE (d > 1) | CREATE UNIQUE INDEX ON p USING btree (c) WHERE (d > 1)",
                "COMMENT ON INDEX \"a\".\"i\" IS 'one' | ~~"
            })
    void aPartitionGetsTheSameWithoutAName(String sql, String expected) {
        assertThat(IndexBuild.ofPartition(sql, "\"a\".\"t\"", "p")).isEqualTo(expected);
    }
}
