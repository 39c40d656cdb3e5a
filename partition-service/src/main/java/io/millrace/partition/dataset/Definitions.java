package io.millrace.partition.dataset;

import io.millrace.codec.DefinitionCheck;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.InvalidDatasetException;
import io.millrace.contract.dataset.Span;
import io.millrace.partitioning.plan.Mismatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wrong with a definition, and what is not wrong and may yet not be what its owner expects. */
final class Definitions {
    private Definitions() {}

    /** @return the first that the code which will read the values does not take; such a definition is not stored */
    static Optional<Mismatch> mistake(Dataset dataset) {
        try {
            DefinitionCheck.check(dataset);
            return Optional.empty();
        } catch (InvalidDatasetException e) {
            return Optional.of(new Mismatch(e.path(), String.valueOf(e.getMessage())));
        }
    }

    /**
     * A mistake is one of them: a definition that an earlier release stored goes on as it did.
     *
     * @return each beginning with the place in the document
     */
    static List<String> warnings(Dataset dataset, Instant now) {
        List<String> warnings = new ArrayList<>();
        mistake(dataset).ifPresent(mistake -> warnings.add(mistake.path() + ": " + mistake.reason()));
        @Nullable Span retention = dataset.partitioning().retention();
        Span past = dataset.accept().past();
        if (retention != null && past.before(now).isBefore(retention.before(now))) {
            warnings.add(
                    "accept.past: rows may be %s old, but partitioning.retention keeps %s: older rows become rejects. Write accept: {past: %s}, or keep more"
                            .formatted(past, retention, retention));
        }
        return List.copyOf(warnings);
    }
}
