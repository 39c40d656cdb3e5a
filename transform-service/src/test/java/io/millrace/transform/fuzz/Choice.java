package io.millrace.transform.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random choices, all of them from one seed. */
final class Choice {
    final Random random;

    Choice(long seed) {
        random = new Random(seed);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    @SafeVarargs
    final <T> T of(T... all) {
        return all[random.nextInt(all.length)];
    }

    <T> List<T> list(int length, Supplier<T> each) {
        List<T> all = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            all.add(each.get());
        }
        return all;
    }
}
