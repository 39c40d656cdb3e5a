package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a row does that finds its key in the table already. */
public enum OnConflict {
    /** The row that is there stays. */
    IGNORE,
    /** The newer one stays; the version column tells which that is. */
    UPDATE,
    /** The row is a reject. */
    ERROR;

    @JsonCreator
    static OnConflict parse(String text) {
        return switch (text) {
            case "ignore" -> IGNORE;
            case "update" -> UPDATE;
            case "error" -> ERROR;
            default ->
                throw new IllegalArgumentException(
                        "onConflict: '%s' is not known; use ignore, update or error".formatted(text));
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
