package io.millrace.codec.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** jsonb: text that is one JSON value, without what jsonb cannot hold: NUL, half a surrogate pair, numbers beyond numeric. */
public final class Json {
    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    /** Of chars, since bytes would make the parser guess at their encoding. */
    public static void check(byte[] bytes, int from, int to) throws BadValue {
        char[] chars = Surrogates.decode(bytes, from, to).toCharArray();
        try (JsonParser parser = JSON.createParser(chars, 0, chars.length)) {
            if (parser.nextToken() == null) {
                throw BadValue.of(bytes, from, to, "is not JSON: it is empty; write null for JSON's null");
            }
            int depth = 0;
            do {
                depth += check(parser);
            } while (depth > 0 && parser.nextToken() != null);
            if (depth != 0 || parser.nextToken() != null) {
                throw BadValue.of(bytes, from, to, "is not JSON: write a single, whole value");
            }
        } catch (JsonProcessingException e) {
            throw BadValue.of(bytes, from, to, "is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("a char array cannot fail to be read", e);
        }
    }

    /** @return by how much the token changes the depth */
    private static int check(JsonParser parser) throws IOException, BadValue {
        JsonToken token = parser.currentToken();
        switch (token) {
            case VALUE_STRING, FIELD_NAME -> {
                byte[] text = new byte[3 * parser.getTextLength()];
                Strings.check(text, 0, bytes(parser, text));
            }
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> {
                byte[] number = new byte[3 * parser.getTextLength()];
                Decimals.parse(number, 0, bytes(parser, number));
            }
            default -> {}
        }
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    private static int bytes(JsonParser parser, byte[] to) throws IOException {
        return Surrogates.encode(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength(), to, 0);
    }
}
