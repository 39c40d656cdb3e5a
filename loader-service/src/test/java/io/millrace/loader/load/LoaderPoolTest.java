package io.millrace.loader.load;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LoaderPoolTest {
    @Test
    void sixtyIsTheMost() {
        assertThatCode(() -> LoaderPool.check(60)).doesNotThrowAnyException();
        assertThatThrownBy(() -> LoaderPool.check(61)).hasMessageContaining("quarkus.datasource.jdbc.max-size: 61");
        assertThatThrownBy(() -> LoaderPool.check(0)).hasMessageContaining("between 1 and 60");
    }
}
