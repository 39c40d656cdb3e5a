package io.millrace.archive.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.contract.dataset.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside a Parquet file: enough to know what it holds without opening it, and whether it is whole.
 *
 * @param format of the manifest
 * @param lower null when the partition has no lower bound
 * @param upper null when it has no upper bound
 * @param writtenAt the time of the rows' snapshot
 * @param sha256 of the file, in hex
 * @param bytes of the file
 * @param ddl the statement that made the table, as far as a table for the rows needs it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        int format,
        TableName table,
        String partition,
        @Nullable Instant lower,
        @Nullable Instant upper,
        Instant writtenAt,
        String sha256,
        long bytes,
        Facts facts,
        String ddl) {
    /** The one that this release writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public Manifest {
        if (format > FORMAT) {
            throw new IllegalArgumentException(
                    "format: %d was written by a newer release; this one reads up to %d".formatted(format, FORMAT));
        }
    }

    /**
     * What is known of the rows.
     *
     * @param rowChecksum the sum of {@code hashtextextended(ROW(columns)::text, 0)}: which values stand together
     * @param columns in the order of the table
     */
    public record Facts(long rows, String rowChecksum, List<ColumnFacts> columns) {}

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException when it is none */
    public static Manifest parse(String json) {
        try {
            return JSON.readValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a manifest: " + e.getOriginalMessage(), e);
        }
    }
}
