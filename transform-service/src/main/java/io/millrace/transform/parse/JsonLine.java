package io.millrace.transform.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object into {@link Fields}: a field for each key that is asked for, the last one winning when a key comes
 * twice, and behind them the rest as JSON text when it is wanted. A missing key and JSON's null are NULL.
 */
final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int NULL = -1;

    private final List<Key> keys;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] from;
    private final int[] to;
    private final Fields fields;
    private final @Nullable StringBuilder rest;
    private char[] arena = new char[1024];
    private int used;

    JsonLine(List<Key> keys, boolean keepRest) {
        this.keys = keys;
        for (int i = 0; i < keys.size(); i++) {
            places.put(keys.get(i).name(), i);
        }
        from = new int[keys.size()];
        to = new int[keys.size()];
        rest = keepRest ? new StringBuilder() : null;
        fields = new Fields(keys.size() + (keepRest ? 1 : 0));
    }

    /** @return the object's fields, valid until the next call; null for a blank line */
    @Nullable
    Fields read(char[] line, int length) throws MalformedPayloadException {
        used = 0;
        Arrays.fill(to, NULL);
        if (rest != null) {
            rest.setLength(0);
        }
        try (JsonParser parser = JSON.createParser(line, 0, length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return null;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedPayloadException("the line is not a JSON object; write {\"name\": value, …}");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                Integer place = places.get(name);
                if (place != null) {
                    take(parser, line, place);
                } else if (rest != null) {
                    keep(parser, line, name, rest);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedPayloadException("the line goes on behind its JSON object; write one object a line");
            }
        } catch (JsonProcessingException e) {
            throw new MalformedPayloadException("the line is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("a char array cannot fail to be read", e);
        }
        return fields();
    }

    private void take(JsonParser parser, char[] line, int place) throws IOException, MalformedPayloadException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            to[place] = NULL;
            return;
        }
        if (keys.get(place).asJson()) {
            int start = begin(parser);
            set(place, line, start, end(parser) - start);
        } else if (token.isStructStart()) {
            throw new MalformedPayloadException("'%s' is an %s; only a jsonb column takes one"
                    .formatted(keys.get(place).name(), token == JsonToken.START_OBJECT ? "object" : "array"));
        } else {
            set(place, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        }
    }

    private static void keep(JsonParser parser, char[] line, String name, StringBuilder rest) throws IOException {
        rest.append(rest.isEmpty() ? "{\"" : ",\"");
        JsonStringEncoder.getInstance().quoteAsString(name, rest);
        int start = begin(parser);
        rest.append("\":").append(line, start, end(parser) - start);
    }

    /** @return the first character of the current value in the line */
    private static int begin(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /** Reads the current value to its end. */
    private static int end(JsonParser parser) throws IOException {
        parser.skipChildren();
        parser.finishToken();
        return (int) parser.currentLocation().getCharOffset();
    }

    private void set(int place, char[] source, int start, int length) {
        from[place] = used;
        append(source, start, length);
        to[place] = used;
    }

    private void append(char[] source, int start, int length) {
        if (used + length > arena.length) {
            arena = Arrays.copyOf(arena, Math.max(used + length, 2 * arena.length));
        }
        System.arraycopy(source, start, arena, used, length);
        used += length;
    }

    private Fields fields() {
        int restFrom = used;
        if (rest != null) {
            String object = rest.isEmpty() ? "{}" : rest.append('}').toString();
            append(object.toCharArray(), 0, object.length());
        }
        fields.clear(arena);
        for (int i = 0; i < to.length; i++) {
            if (to[i] == NULL) {
                fields.addNull();
            } else {
                fields.add(arena, from[i], to[i]);
            }
        }
        if (rest != null) {
            fields.add(arena, restFrom, used);
        }
        return fields;
    }
}
