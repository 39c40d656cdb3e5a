package io.millrace.transform.batch;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Format;
import io.millrace.transform.encode.RowPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plans that were used last. Keyed by what they are made of: a dataset that is deleted and made anew is another one. */
final class RowPlans {
    private final Map<Made, RowPlan> plans;

    /** @param format null for the records of the dataset's topic */
    private record Made(Dataset dataset, @Nullable Format format) {}

    RowPlans(int most) {
        plans = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Made, RowPlan> eldest) {
                return size() > most;
            }
        };
    }

    synchronized RowPlan of(Dataset dataset, Format format) {
        return plans.computeIfAbsent(new Made(dataset, format), made -> RowPlan.of(dataset, format));
    }

    synchronized RowPlan ofRecords(Dataset dataset) {
        return plans.computeIfAbsent(new Made(dataset, null), made -> RowPlan.ofRecords(dataset));
    }
}
