package io.millrace.ingest.stream;

import io.millrace.api.stream.Skip;
import io.millrace.api.stream.SkipRequest;
import io.millrace.ingest.option.OptionProblems;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a skip goes to, and what it costs. */
final class SkipPlan {
    private SkipPlan() {}

    /** @throws io.millrace.api.ProblemException 400 when it is nothing that the partition has */
    static long resolve(SkipRequest request, RecordTopic.Offsets offsets) {
        Object to = request.to();
        return switch (to) {
            case null ->
                throw invalid(to, "is required; give earliest, latest or an offset, such as {\"to\": \"earliest\"}");
            case Number number
            when number instanceof Integer || number instanceof Long -> within(number.longValue(), offsets);
            case Object text when text.equals("earliest") -> offsets.begin();
            case Object text when text.equals("latest") -> offsets.end();
            default ->
                throw invalid(to, "'" + to + "' is no place to go to; use earliest, latest or an offset as a number");
        };
    }

    private static long within(long offset, RecordTopic.Offsets offsets) {
        if (!offsets.contain(offset)) {
            throw invalid(
                    offset,
                    "the partition has the offsets %d to %d; use one of them, earliest or latest"
                            .formatted(offsets.begin(), offsets.end()));
        }
        return offset;
    }

    private static RuntimeException invalid(@Nullable Object to, String remedy) {
        return OptionProblems.invalid("to", to == null ? null : to.toString(), remedy);
    }

    static Skip plan(
            String dataset,
            UUID topicId,
            int partition,
            RecordTopic.Offsets offsets,
            long from,
            long to,
            boolean dryRun) {
        return new Skip(
                dataset,
                TopicIds.text(topicId),
                partition,
                from,
                to,
                Math.max(0, to - Math.max(from, offsets.begin())),
                Math.max(0, Math.min(to, offsets.begin()) - from),
                Math.max(0, Math.min(from, offsets.end()) - to),
                dryRun);
    }
}
