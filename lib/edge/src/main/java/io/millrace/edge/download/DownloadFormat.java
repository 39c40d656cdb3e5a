package io.millrace.edge.download;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import jakarta.ws.rs.core.MediaType;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The forms that rows are downloaded in. */
public enum DownloadFormat {
    /** RFC 4180 in UTF-8, the columns' names first. */
    CSV("text/csv;charset=UTF-8", "csv"),
    /** A JSON object a line. */
    NDJSON("application/x-ndjson", "ndjson");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String mediaType;
    private final String suffix;

    DownloadFormat(String mediaType, String suffix) {
        this.mediaType = mediaType;
        this.suffix = suffix;
    }

    /** What the client likes best of the two; CSV when it does not care. */
    public static DownloadFormat of(List<MediaType> accepted) {
        for (MediaType type : accepted) {
            if (CSV.goesWith(type)) {
                return CSV;
            }
            if (NDJSON.goesWith(type)) {
                return NDJSON;
            }
        }
        return CSV;
    }

    private boolean goesWith(MediaType accepted) {
        return MediaType.valueOf(mediaType).isCompatible(accepted);
    }

    public String mediaType() {
        return mediaType;
    }

    /** The end of a file's name, without the dot. */
    public String suffix() {
        return suffix;
    }

    /**
     * A piece of a download.
     *
     * @param rows texts and numbers, one for each column
     * @param first whether nothing comes before them
     */
    public byte[] piece(List<String> columns, List<List<Object>> rows, boolean first) {
        StringWriter text = new StringWriter();
        switch (this) {
            case CSV -> {
                CsvWriter csv = CsvWriter.builder().bufferSize(0).build(text); // what it writes to is one itself
                if (first) {
                    csv.writeRecord(columns);
                }
                rows.forEach(row ->
                        csv.writeRecord(row.stream().map(Object::toString).toList()));
            }
            case NDJSON -> rows.forEach(row -> text.append(object(columns, row)).append('\n'));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String object(List<String> columns, List<Object> row) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            object.put(columns.get(i), row.get(i));
        }
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }
}
