package io.millrace.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type a stable name of the kind of problem, {@code urn:millrace:problem:<slug>}
 * @param title what is wrong, the same for every problem of the type
 * @param status the HTTP status
 * @param detail what is wrong this time, and the remedy
 * @param field the parameter, header or place in the document at fault
 * @param value the value at fault, as received
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @Nullable String value) {

    /** The media type of problem documents. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int LONGEST_VALUE = 200;

    public Problem {
        if (value != null && value.length() > LONGEST_VALUE) {
            value = value.substring(0, LONGEST_VALUE) + "…";
        }
    }

    /** @param slug the kind of problem, such as {@code unknown-dataset} */
    public static Problem of(int status, String slug, String title, String detail) {
        return new Problem("urn:millrace:problem:" + slug, title, status, detail, null, null);
    }

    /** The same problem with what is at fault. */
    public Problem at(String faultyField, @Nullable String faultyValue) {
        return new Problem(type, title, status, detail, faultyField, faultyValue);
    }

    /** The problem as something to throw. */
    public ProblemException exception() {
        return new ProblemException(this);
    }
}
