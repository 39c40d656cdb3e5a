package io.millrace.partition.start;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsTest {
    @Test
    void theDefaultsWork() {
        assertThatNoException().isThrownBy(() -> Connections.check(20, 5, 4, 2, 2));
        assertThatNoException().isThrownBy(() -> Connections.check(18, 5, 4, 2, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "17, 5, 4, 2, 2, quarkus.datasource.reactive.max-size: 17 is less than 18",
        "20, 5, 4, 2, 4, quarkus.datasource.reactive.max-size: 20 is less than 22",
        "20, 5, 7, 2, 2, quarkus.datasource.reactive.max-size: 20 is less than 21",
        "20, 5, 4, 3, 2, quarkus.datasource.reactive.max-size: 20 is less than 21",
        "20, 4, 4, 2, 2, quarkus.datasource.jdbc.max-size: 4 is less than 5",
        "20, 5, 0, 2, 2, millrace.partition.rows.at-once: 0 is less than 1",
        "20, 5, 4, 0, 2, millrace.partition.migration.at-once: 0 is less than 1",
        "20, 5, 4, 2, 0, millrace.partition.migration.workers: 0 is less than 1",
    })
    void whatCannotWorkIsRefused(int size, int jdbc, int readers, int migrations, int workers, String message) {
        assertThatThrownBy(() -> Connections.check(size, jdbc, readers, migrations, workers))
                .hasMessageStartingWith(message);
    }
}
