package io.millrace.partition.start;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsTest {
    @Test
    void theDefaultsWork() {
        assertThatNoException().isThrownBy(() -> Connections.check(25, 4, 2, 2));
        assertThatNoException().isThrownBy(() -> Connections.check(22, 4, 2, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "21, 4, 2, 2, quarkus.datasource.jdbc.max-size: 21 is less than 22",
        "25, 4, 2, 4, quarkus.datasource.jdbc.max-size: 25 is less than 26",
        "25, 8, 2, 2, quarkus.datasource.jdbc.max-size: 25 is less than 26",
        "24, 4, 3, 2, quarkus.datasource.jdbc.max-size: 24 is less than 25",
        "25, 0, 2, 2, millrace.partition.rows.at-once: 0 is less than 1",
        "25, 4, 0, 2, millrace.partition.migration.at-once: 0 is less than 1",
        "25, 4, 2, 0, millrace.partition.migration.workers: 0 is less than 1",
    })
    void whatCannotWorkIsRefused(int size, int readers, int migrations, int workers, String message) {
        assertThatThrownBy(() -> Connections.check(size, readers, migrations, workers))
                .hasMessageStartingWith(message);
    }
}
