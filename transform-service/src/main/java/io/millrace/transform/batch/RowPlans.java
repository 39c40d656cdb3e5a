package io.millrace.transform.batch;

import io.millrace.codec.column.ColumnCodec;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.message.Format;
import io.millrace.transform.encode.RowPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The plans that were used last. Keyed by what they are made of: a dataset that is deleted and made anew is another one. */
public final class RowPlans {
    private final Map<Made, RowPlan> plans;
    private final Function<Column, ColumnCodec> codecs;

    /** @param format null for the records of the dataset's topic */
    private record Made(Dataset dataset, @Nullable Format format) {}

    public RowPlans(int most, Function<Column, ColumnCodec> codecs) {
        this.codecs = codecs;
        plans = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Made, RowPlan> eldest) {
                return size() > most;
            }
        };
    }

    public synchronized RowPlan of(Dataset dataset, Format format) {
        return plans.computeIfAbsent(new Made(dataset, format), made -> RowPlan.of(dataset, format, codecs));
    }

    public synchronized RowPlan ofRecords(Dataset dataset) {
        return plans.computeIfAbsent(new Made(dataset, null), made -> RowPlan.ofRecords(dataset, codecs));
    }
}
