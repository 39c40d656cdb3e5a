package io.millrace.ingest.stream;

import io.millrace.ingest.option.OptionProblems;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where to go on. */
@Schema(name = "SkipRequest")
public record SkipRequest(
        @Schema(
                description = "`earliest`, `latest`, or an offset that the partition has, as a number.",
                required = true,
                examples = "\"earliest\"")
        @Nullable
        Object to) {

    /** @throws io.millrace.edge.problem.ProblemException 400 when it is nothing that the partition has */
    long resolve(RecordTopic.Offsets offsets) {
        return switch (to) {
            case null ->
                throw invalid("is required; give earliest, latest or an offset, such as {\"to\": \"earliest\"}");
            case Number number
            when number instanceof Integer || number instanceof Long -> within(number.longValue(), offsets);
            case Object text when text.equals("earliest") -> offsets.begin();
            case Object text when text.equals("latest") -> offsets.end();
            default ->
                throw invalid("'" + to + "' is no place to go to; use earliest, latest or an offset as a number");
        };
    }

    private long within(long offset, RecordTopic.Offsets offsets) {
        if (!offsets.contain(offset)) {
            throw invalid("the partition has the offsets %d to %d; use one of them, earliest or latest"
                    .formatted(offsets.begin(), offsets.end()));
        }
        return offset;
    }

    private RuntimeException invalid(String remedy) {
        return OptionProblems.invalid("to", to == null ? null : to.toString(), remedy);
    }
}
