package io.millrace.loader.batch;

import java.util.Comparator;
import java.util.UUID;

/** What the ledger knows a unit by. Ordered, so that two loaders take the same rows' locks in the same order. */
public record UnitKey(UUID job, int number) implements Comparable<UnitKey> {
    private static final Comparator<UnitKey> ORDER =
            Comparator.comparing(UnitKey::job).thenComparingInt(UnitKey::number);

    @Override
    public int compareTo(UnitKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "unit " + number + " of job " + job;
    }
}
