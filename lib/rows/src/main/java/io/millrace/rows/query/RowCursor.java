package io.millrace.rows.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A place in the ordered rows of a query: behind the {@code skip}-th of the rows that have this time and this mark. Rows with
 * one mark are equal in every column, so it does not matter which of them is which.
 *
 * @param fingerprint of the query
 * @param range the range of the ordered read, by its lower bound; see {@link Ranges}
 * @param time of the row, as PostgreSQL writes it
 * @param mark the hash of the whole row
 * @param skip at least 1
 */
public record RowCursor(String fingerprint, String range, String time, String mark, int skip) {
    private static final int PARTS = 5;

    /** What the client gets to hand back. */
    public String token() {
        String text = String.join("|", fingerprint, range, mark, Integer.toString(skip), time);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @return nothing when it is not one of ours */
    public static Optional<RowCursor> parse(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String[] parts = text.split("\\|", PARTS);
            if (parts.length != PARTS || !parts[3].matches("\\d{1,9}")) {
                return Optional.empty();
            }
            if (!parts[1].isEmpty()) {
                Instant.parse(parts[1]);
            }
            return Optional.of(new RowCursor(parts[0], parts[1], parts[4], parts[2], Integer.parseInt(parts[3])));
        } catch (IllegalArgumentException | DateTimeException foreign) {
            return Optional.empty();
        }
    }
}
