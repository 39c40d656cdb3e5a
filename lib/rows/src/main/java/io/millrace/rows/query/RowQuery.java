package io.millrace.rows.query;

import io.millrace.rows.filter.Filter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows, and which columns of them.
 *
 * @param from the first instant; null: from the beginning
 * @param to the first instant after; null: to the end
 * @param filters all of them must hold
 * @param columns in this order; never empty
 */
public record RowQuery(
        RowSource source, @Nullable Instant from, @Nullable Instant to, List<Filter> filters, List<String> columns) {
    private static final int FINGERPRINT_BYTES = 12;

    public RowQuery {
        filters = List.copyOf(filters);
        columns = List.copyOf(columns);
    }

    /** What tells this query from another; the columns do not count, since they change nothing in the order of rows. */
    public String fingerprint() {
        String text = String.join("\n", source.table().sql(), from + " " + to, filters.toString());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, FINGERPRINT_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
