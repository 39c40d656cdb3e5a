package io.millrace.ingest.option;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import org.jspecify.annotations.Nullable;

/** UploadProblems with the options of a request. */
public final class OptionProblems {
    private OptionProblems() {}

    /** @param remedy what is wrong with the value and what to write instead */
    public static ProblemException invalid(String field, @Nullable String value, String remedy) {
        return Problem.of(400, "invalid-option", "An option is not valid", field + ": " + remedy)
                .at(field, value)
                .exception();
    }
}
