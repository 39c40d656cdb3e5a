package io.millrace.ingest.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import jakarta.ws.rs.core.MediaType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The forms that rejects are downloaded in. */
public enum RejectFormat {
    /** RFC 4180 in UTF-8, the columns' names first. */
    CSV("text/csv;charset=UTF-8", "csv"),
    /** A JSON object a line. */
    NDJSON("application/x-ndjson", "ndjson");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String mediaType;
    private final String suffix;

    RejectFormat(String mediaType, String suffix) {
        this.mediaType = mediaType;
        this.suffix = suffix;
    }

    /** What the client likes best of the two; CSV when it does not care. */
    public static RejectFormat of(List<MediaType> accepted) {
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

    /** Takes row after row; what is written to the target stays in a buffer until {@link #finish}. */
    interface Rows {
        void add(List<Object> cells) throws IOException;

        void finish() throws IOException;
    }

    Rows rows(List<String> columns, OutputStream target) {
        return switch (this) {
            case CSV -> csv(columns, target);
            case NDJSON -> lines(columns, new BufferedOutputStream(target));
        };
    }

    private static Rows csv(List<String> columns, OutputStream target) {
        CsvWriter csv = CsvWriter.builder().build(target, StandardCharsets.UTF_8);
        csv.writeRecord(columns);
        return new Rows() {
            @Override
            public void add(List<Object> cells) {
                csv.writeRecord(cells.stream().map(Object::toString).toList());
            }

            @Override
            public void finish() throws IOException {
                csv.flush();
            }
        };
    }

    private static Rows lines(List<String> columns, OutputStream target) {
        return new Rows() {
            @Override
            public void add(List<Object> cells) throws IOException {
                Map<String, Object> line = new LinkedHashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                    line.put(columns.get(i), cells.get(i));
                }
                target.write(JSON.writeValueAsBytes(line));
                target.write('\n');
            }

            @Override
            public void finish() throws IOException {
                target.flush();
            }
        };
    }
}
