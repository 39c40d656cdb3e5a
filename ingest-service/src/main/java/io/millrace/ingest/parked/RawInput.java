package io.millrace.ingest.parked;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Header;
import io.millrace.contract.message.Record;
import io.millrace.contract.message.Records;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.WorkUnit;
import io.millrace.ingest.reject.RejectText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The input of a unit that is parked before rows were made of it, as a person can look at it, mend it and send it again.
 *
 * @param suffix of a file that holds it
 */
record RawInput(String contentType, String suffix, ByteString body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NDJSON = "application/x-ndjson";

    /**
     * @param message of {@code millrace.units}
     * @return nothing of a job's marker, which has no input; the message itself when it is no unit at all
     */
    static Optional<RawInput> of(byte[] message) {
        try {
            WorkUnit unit = WorkUnit.parseFrom(message);
            return switch (unit.getPartCase()) {
                case SLICE -> Optional.of(slice(unit.getJob().getFormat(), unit.getSlice()));
                case RECORDS -> Optional.of(new RawInput(NDJSON, "ndjson", lines(unit.getRecords())));
                case END, STOP -> Optional.empty();
                case PART_NOT_SET -> Optional.of(unknown(message));
            };
        } catch (InvalidProtocolBufferException e) {
            return Optional.of(unknown(message));
        }
    }

    private static RawInput unknown(byte[] message) {
        return new RawInput("application/octet-stream", "bin", ByteString.copyFrom(message));
    }

    /** With a header of its own, whether the file had one or not: its fields may stand in another order than the dataset's. */
    private static RawInput slice(Format format, Slice slice) {
        return format.getType() == Format.Type.NDJSON
                ? new RawInput(NDJSON, "ndjson", slice.getPayload())
                : new RawInput(
                        "text/csv; charset=utf-8; header=present",
                        "csv",
                        ByteString.copyFromUtf8(header(format)).concat(slice.getPayload()));
    }

    private static String header(Format format) {
        return format.getFieldsList().stream()
                .map(field -> quoted(field, format))
                .collect(Collectors.joining(format.getDelimiter(), "", "\n"));
    }

    private static String quoted(String field, Format format) {
        String quote = format.getQuote();
        boolean plain = field.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
        if (quote.isEmpty() || plain) {
            return field;
        }
        String escape = format.getEscape().isEmpty() ? quote : format.getEscape();
        return quote
                + field.replace(escape, escape + escape).replace(quote, escape.equals(quote) ? quote : escape + quote)
                + quote;
    }

    /** A JSON object for each record. */
    private static ByteString lines(Records records) {
        return ByteString.copyFromUtf8(records.getRecordsList().stream()
                .map(record -> line(record) + "\n")
                .collect(Collectors.joining()));
    }

    private static String line(Record record) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("offset", record.getOffset());
        line.put("timestamp", record.getTimestamp());
        line.put("key", record.hasKey() ? text(record.getKey()) : null);
        line.put("value", record.hasValue() ? text(record.getValue()) : null);
        Map<String, @Nullable String> headers = new LinkedHashMap<>();
        for (Header header : record.getHeadersList()) {
            headers.put(header.getName(), header.hasValue() ? text(header.getValue()) : null);
        }
        line.put("headers", headers);
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    private static String text(ByteString bytes) {
        return RejectText.of(bytes.toByteArray());
    }
}
