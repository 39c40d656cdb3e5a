package io.millrace.ingest.option;

import io.millrace.api.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How bytes are packed. */
public enum Coding {
    IDENTITY,
    GZIP,
    ZSTD;

    /** Reads a Content-Encoding header. */
    public static Coding ofHeader(@Nullable String header) {
        return switch (header == null ? "" : header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> ZSTD;
            default ->
                throw Problem.of(
                                415,
                                "unsupported-content-encoding",
                                "This content encoding is not accepted",
                                "Content-Encoding '%s' is not accepted; use gzip, zstd or identity, one of them."
                                        .formatted(header))
                        .at("Content-Encoding", header)
                        .exception();
        };
    }

    /** What a form's file is packed with, by its own content type or the end of its name. */
    public static Coding ofFile(ContentType type, String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return switch (type.essence()) {
            case "application/gzip", "application/x-gzip" -> GZIP;
            case "application/zstd", "application/x-zstd" -> ZSTD;
            default -> name.endsWith(".gz") ? GZIP : name.endsWith(".zst") ? ZSTD : IDENTITY;
        };
    }
}
