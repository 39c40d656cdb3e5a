package io.millrace.ingest.option;

import io.millrace.contract.dataset.InputFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file's name tells. */
public final class FileName {
    private static final int LONGEST = 255;

    private FileName() {}

    /** @return the name without directories (some browsers send them) and control characters, cut at 255 characters */
    public static String clean(@Nullable String name) {
        if (name == null) {
            return "";
        }
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "");
        return last.length() <= LONGEST ? last : last.substring(0, LONGEST);
    }

    /** @return the format that the ending stands for, if any; .gz and .zst are looked through */
    public static InputFormat.@Nullable Type format(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
        if (lower.endsWith(".csv")) {
            return InputFormat.Type.CSV;
        }
        return lower.endsWith(".ndjson") || lower.endsWith(".jsonl") ? InputFormat.Type.NDJSON : null;
    }
}
