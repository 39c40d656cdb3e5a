package io.millrace.loader.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private final List<Integer> loaded = new ArrayList<>();
    private int attempts;

    private RowRefusal load(int from, int to, Set<Integer> bad) {
        attempts++;
        if (IntStream.range(from, to).anyMatch(bad::contains)) {
            return new RowRefusal("bad", "");
        }
        IntStream.range(from, to).forEach(loaded::add);
        return null;
    }

    @Property
    void loadsEveryGoodRowOnceAndFindsEveryBadOne(
            @ForAll @IntRange(max = 300) int count, @ForAll Set<@IntRange(max = 299) Integer> some) {
        loaded.clear();
        attempts = 0;
        List<Integer> bad = some.stream().filter(row -> row < count).sorted().toList();
        var refused = Halving.load(count, (from, to) -> load(from, to, Set.copyOf(bad)));
        assertThat(refused.keySet()).containsExactlyElementsOf(bad);
        assertThat(loaded)
                .containsExactlyElementsOf(IntStream.range(0, count)
                        .filter(row -> !bad.contains(row))
                        .boxed()
                        .toList());
        assertThat(attempts).isLessThanOrEqualTo(Math.max(1, 2 * count));
    }

    @Test
    void oneBadRowOfManyCostsAFewAttempts() {
        Halving.load(10_000, (from, to) -> load(from, to, Set.of(7321)));
        assertThat(loaded).hasSize(9_999);
        assertThat(attempts).isLessThan(30);
    }
}
