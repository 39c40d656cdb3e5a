package io.millrace.transform.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.codec.value.Surrogates;
import io.millrace.transform.csv.MalformedPayloadException;
import io.millrace.transform.csv.Utf8;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object, in UTF-8, into {@link Fields}: a field for each key that is asked for, the last one winning when a key comes
 * twice, and behind them the rest as JSON text when it is wanted. A missing key and JSON's null are NULL.
 */
final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int NULL = -1;

    private final List<JsonKey> keys;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] from;
    private final int[] to;
    private final Fields fields;
    private final @Nullable StringBuilder rest;
    private byte[] arena = new byte[1024];
    private int used;

    JsonLine(List<JsonKey> keys, boolean keepRest) {
        this.keys = keys;
        for (int i = 0; i < keys.size(); i++) {
            places.put(keys.get(i).name(), i);
        }
        from = new int[keys.size()];
        to = new int[keys.size()];
        rest = keepRest ? new StringBuilder() : null;
        fields = new Fields(keys.size() + (keepRest ? 1 : 0));
    }

    /** Gives the object in bytes [start, end) to the sink, once. @return false when they are blank: nothing was given then */
    boolean read(byte[] bytes, int start, int end, int record, long line, RecordSink sink) {
        Fields read;
        try {
            read = read(bytes, start + byteOrderMark(bytes, start, end), end);
        } catch (MalformedPayloadException e) {
            sink.refuse(record, line, e.getMessage());
            return true;
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            sink.fault(record, line, e);
            return true;
        }
        if (read != null) {
            sink.accept(record, line, read);
        }
        return read != null;
    }

    /** @return its length; Jackson passes it over as well, but not when nothing follows it */
    private static int byteOrderMark(byte[] bytes, int start, int end) {
        boolean there = end - start >= BYTE_ORDER_MARK.length
                && Arrays.equals(
                        bytes, start, start + BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return there ? BYTE_ORDER_MARK.length : 0;
    }

    /** @return the fields of the object in bytes [start, end), valid until the next call; null when they are blank */
    private @Nullable Fields read(byte[] bytes, int start, int end) throws MalformedPayloadException {
        requireUtf8(bytes, start, end);
        Utf8.check(bytes, start, end); // Jackson lets some malformed text pass
        used = 0;
        Arrays.fill(to, NULL);
        if (rest != null) {
            rest.setLength(0);
        }
        try (JsonParser parser = JSON.createParser(bytes, start, end - start)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return null;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedPayloadException("it is not a JSON object; write {\"name\": value, …}");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                Integer place = places.get(name);
                if (place != null) {
                    take(parser, bytes, start, place);
                } else if (rest != null) {
                    keep(parser, bytes, start, name, rest);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedPayloadException("it goes on behind its JSON object; write one object each");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedPayloadException("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedPayloadException("it cannot be read as JSON: " + e.getMessage());
        }
        return fields();
    }

    /**
     * JSON has no NUL outside its escapes. One among the first bytes makes Jackson guess at UTF-16 and UTF-32, which records
     * are not written in.
     */
    private static void requireUtf8(byte[] bytes, int start, int end) throws MalformedPayloadException {
        if (start < end && bytes[start] == 0) {
            throw new MalformedPayloadException(
                    "it begins with byte 0, as Avro, Protobuf and JSON Schema do in Confluent's framing; write plain JSON in UTF-8");
        }
        for (int i = start; i < Math.min(end, start + Integer.BYTES); i++) {
            if (bytes[i] == 0) {
                throw new MalformedPayloadException("it holds byte 0, as UTF-16 and UTF-32 do; write JSON in UTF-8");
            }
        }
    }

    private void take(JsonParser parser, byte[] bytes, int start, int place)
            throws IOException, MalformedPayloadException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            to[place] = NULL;
            return;
        }
        if (keys.get(place).asJson()) {
            int begin = begin(parser);
            set(place, bytes, start + begin, end(parser) - begin);
        } else if (token.isStructStart()) {
            throw new MalformedPayloadException("'%s' is an %s; only a jsonb column takes one"
                    .formatted(keys.get(place).name(), token == JsonToken.START_OBJECT ? "object" : "array"));
        } else {
            int length = parser.getTextLength();
            room(3 * length);
            from[place] = used;
            used = Surrogates.encode(parser.getTextCharacters(), parser.getTextOffset(), length, arena, used);
            to[place] = used;
        }
    }

    private static void keep(JsonParser parser, byte[] bytes, int start, String name, StringBuilder rest)
            throws IOException {
        rest.append(rest.isEmpty() ? "{\"" : ",\"");
        JsonStringEncoder.getInstance().quoteAsString(name, rest);
        rest.append("\":").append(text(parser, bytes, start));
    }

    /** Reads the current value to its end. @return the JSON text that it is written in */
    private static String text(JsonParser parser, byte[] bytes, int start) throws IOException {
        int from = begin(parser);
        return new String(bytes, start + from, end(parser) - from, StandardCharsets.UTF_8);
    }

    private static int begin(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Reads the current value to its end. */
    private static int end(JsonParser parser) throws IOException {
        parser.skipChildren();
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    private void set(int place, byte[] source, int start, int length) {
        from[place] = used;
        append(source, start, length);
        to[place] = used;
    }

    private void append(byte[] source, int start, int length) {
        room(length);
        System.arraycopy(source, start, arena, used, length);
        used += length;
    }

    private void room(int more) {
        if (used + more > arena.length) {
            arena = Arrays.copyOf(arena, Math.max(used + more, 2 * arena.length));
        }
    }

    private Fields fields() {
        int restFrom = used;
        if (rest != null) {
            String object = rest.isEmpty() ? "{}" : rest.append('}').toString();
            byte[] text = object.getBytes(StandardCharsets.UTF_8);
            append(text, 0, text.length);
        }
        fields.clear(arena);
        for (int i = 0; i < to.length; i++) {
            if (to[i] == NULL) {
                fields.addNull();
            } else {
                fields.add(from[i], to[i]);
            }
        }
        if (rest != null) {
            fields.add(restFrom, used);
        }
        return fields;
    }
}
