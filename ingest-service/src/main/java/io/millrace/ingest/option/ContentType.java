package io.millrace.ingest.option;

import io.millrace.api.Problem;
import io.millrace.contract.dataset.InputFormat;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.ParameterParser;
import org.jspecify.annotations.Nullable;

/**
 * A media type, or the like, with its parameters.
 *
 * @param essence {@code type/subtype} in lower case; empty when none was given
 * @param parameters by name in lower case
 */
public record ContentType(String essence, Map<String, String> parameters) {
    private static final String FORM = "application/x-www-form-urlencoded";

    public ContentType {
        parameters = Map.copyOf(parameters);
    }

    public static ContentType parse(@Nullable String header) {
        String text = header == null ? "" : header;
        Map<String, String> parameters = new HashMap<>();
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        parser.parse(text, ';').forEach((name, value) -> {
            if (value != null) {
                parameters.put(name, value);
            }
        });
        int semicolon = text.indexOf(';');
        String essence = semicolon < 0 ? text : text.substring(0, semicolon);
        return new ContentType(essence.strip().toLowerCase(Locale.ROOT), parameters);
    }

    public boolean isMultipart() {
        return essence.equals("multipart/form-data");
    }

    /** The format it names, if it names one. */
    public Optional<InputFormat.Type> format() {
        return switch (essence) {
            case "text/csv", "application/csv" -> Optional.of(InputFormat.Type.CSV);
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines" ->
                Optional.of(InputFormat.Type.NDJSON);
            default -> Optional.empty();
        };
    }

    /** Refuses what is no upload. Nothing and {@code application/octet-stream} stand for the dataset's own format. */
    public void checkUpload() {
        boolean generic = essence.isEmpty() || essence.equals("application/octet-stream");
        if (generic || isMultipart() || format().isPresent()) {
            return;
        }
        String hint = essence.equals(FORM)
                ? "curl sends this type unless told otherwise: add the header"
                : "Send the file with the header";
        throw Problem.of(
                        415,
                        "unsupported-content-type",
                        "This content type is no upload",
                        "Content-Type '%s' is not accepted. %s 'Content-Type: text/csv' or 'Content-Type: application/x-ndjson' (application/octet-stream: the dataset's own format; multipart/form-data: a form with one file)."
                                .formatted(essence, hint))
                .at("Content-Type", essence)
                .exception();
    }
}
