package io.millrace.loader.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GroupBuilderTest {
    private static final GroupBuilder.Limits LIMITS = new GroupBuilder.Limits(100, 10_000, 50);
    private final TestJob job = new TestJob(40);
    private final GroupBuilder gathering = new GroupBuilder(LIMITS);

    private Batch unit(int number) {
        return TestLoader.parse(new BatchPlace("b", 0, number), job.unit(number).toByteArray());
    }

    @Test
    void waitsWithoutEndForTheFirst() {
        assertThat(gathering.patience(1)).isEmpty();
    }

    @Test
    void lingersForMoreUntilThereIsEnough() {
        gathering.add(unit(0), false, 1000);
        assertThat(gathering.patience(1000)).isEqualTo(OptionalLong.of(50));
        assertThat(gathering.patience(1040)).isEqualTo(OptionalLong.of(10));
        assertThat(gathering.patience(9000)).isEqualTo(OptionalLong.of(0));
        gathering.add(unit(1), false, 1010);
        assertThat(gathering.patience(1010)).as("counted from the first").isEqualTo(OptionalLong.of(40));
        gathering.add(unit(2), false, 1011);
        assertThat(gathering.patience(1011)).as("120 rows are enough").isEqualTo(OptionalLong.of(0));
    }

    @Test
    void isFullByBytes() {
        int units = 0;
        while (!gathering.full()) {
            gathering.add(unit(units++), false, 0);
        }
        assertThat(gathering.group().batches()).hasSize(units);
        assertThat(gathering.group().batches().stream().mapToLong(Batch::size).sum())
                .isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void whatIsNotGoingToBeLoadedHasAGroupOfItsOwn() {
        assertThat(gathering.takes(true)).isTrue();
        gathering.add(unit(0), false, 0);
        assertThat(gathering.takes(false)).isTrue();
        assertThat(gathering.takes(true)).isFalse();
        GroupBuilder other = new GroupBuilder(LIMITS);
        other.add(unit(1), true, 0);
        assertThat(other.full()).isTrue();
        assertThat(other.takes(false)).isFalse();
    }
}
