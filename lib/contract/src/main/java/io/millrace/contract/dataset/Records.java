package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What producers write to the dataset's topic, and how the topic is made.
 *
 * @param format json or csv
 * @param key the column that takes the record's key, as text; the key is not looked at when null
 * @param timestamp the column that takes the record's timestamp; it is not stored when null
 * @param headers the columns that take the values of headers, as text, by the headers' names
 * @param partitions of the topic; as the partition service is configured when null. May grow
 * @param replication copies of each partition; as the partition service is configured when null
 * @param retention how long the topic keeps records; as the partition service is configured when null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Records(
        Format format,
        @Nullable String key,
        @Nullable String timestamp,
        Map<String, String> headers,
        @Nullable Integer partitions,
        @Nullable Integer replication,
        @Nullable Span retention) {

    /** The forms that a record's value comes in. */
    public enum Format {
        /** A JSON object a record. */
        JSON,
        /** A CSV line a record, without a header: the columns in their order, those of key, timestamp and headers left out. */
        CSV;

        @JsonCreator
        static Format parse(String text) {
            return switch (text) {
                case "json" -> JSON;
                case "csv" -> CSV;
                default ->
                    throw new IllegalArgumentException("format: '%s' is not known; use json or csv".formatted(text));
            };
        }

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** When the dataset says nothing. */
    public static final Records DEFAULT = new Records(Format.JSON, null, null, Map.of(), null, null, null);

    private static final int MOST_PARTITIONS = 1000;
    private static final int MOST_COPIES = 100;

    @SuppressWarnings("NullAway") // Jackson passes null for what the document leaves out
    public Records {
        format = format == null ? Format.JSON : format;
        headers = headers == null ? Map.of() : java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        between("partitions", partitions, MOST_PARTITIONS);
        between("replication", replication, MOST_COPIES);
    }

    private static void between(String field, @Nullable Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw new IllegalArgumentException("%s: %d is outside 1 to %d".formatted(field, value, most));
        }
    }

    /** Whether the column's value comes with the record, not in its value. */
    public boolean maps(String column) {
        return column.equals(key) || column.equals(timestamp) || headers.containsValue(column);
    }
}
