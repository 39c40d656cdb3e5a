package io.millrace.rows.query;

import io.millrace.rows.filter.Filter;
import java.time.Instant;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
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
    private static final int FINGERPRINT = 24;

    public RowQuery {
        filters = List.copyOf(filters);
        columns = List.copyOf(columns);
    }

    /** What tells this query from another; the columns do not count, since they change nothing in the order of rows. */
    public String fingerprint() {
        String text = String.join("\n", source.table().sql(), from + " " + to, filters.toString());
        return DigestUtils.sha256Hex(text).substring(0, FINGERPRINT);
    }
}
