package io.millrace.loader.write;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PoolSizeTest {
    @Test
    void sixtyIsTheMost() {
        assertThatCode(() -> PoolSize.check(60)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PoolSize.check(61)).hasMessageContaining("quarkus.datasource.jdbc.max-size: 61");
        assertThatThrownBy(() -> PoolSize.check(0)).hasMessageContaining("between 1 and 60");
    }
}
