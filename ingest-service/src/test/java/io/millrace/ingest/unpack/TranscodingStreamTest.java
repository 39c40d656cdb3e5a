package io.millrace.ingest.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.framing.Undecodable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TranscodingStreamTest {
    private static byte[] read(byte[] bytes, String charset) throws IOException {
        return TranscodingStream.of(new ByteArrayInputStream(bytes), Charset.forName(charset))
                .readAllBytes();
    }

    @Property(tries = 100)
    void givesTheSameTextInUtf8(
            @ForAll
                    @StringLength(max = 40_000)
                    @CharRange(from = 'a', to = 'z')
                    @CharRange(from = '\u20ac', to = '\u20af')
                    String text)
            throws IOException {
        String withPair = text + "\uD83D\uDE00" + text;
        assertThat(read(withPair.getBytes(StandardCharsets.UTF_16BE), "UTF-16BE"))
                .isEqualTo(withPair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEightBitCharsets() throws IOException {
        assertThat(read(new byte[] {'a', (byte) 0x80, (byte) 0xE9}, "windows-1252"))
                .asString()
                .isEqualTo("a€é");
    }

    private static List<String> marks(byte[] bytes, String charset) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte b : read(bytes, charset)) {
            line.write(b);
            if (b == '\n') {
                lines.add(told(line.toByteArray()));
                line.reset();
            }
        }
        lines.add(told(line.toByteArray()));
        return lines;
    }

    /** The line, or what its first mark tells. */
    private static String told(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == (byte) 0xFF) {
                return String.valueOf(Undecodable.describe(ByteBuffer.wrap(line, i, line.length - i)))
                        .replaceAll(",.*", "");
            }
        }
        return new String(line, StandardCharsets.UTF_8);
    }

    @Test
    void bytesThatMeanNothingAreNamedWithTheCharset() throws IOException {
        assertThat(marks(new byte[] {'a', (byte) 0x81, (byte) 0x8D, 'b', '\n', 'c', '\n', (byte) 0x9D}, "windows-1252"))
                .containsExactly(
                        "byte 0x81 means nothing in windows-1252", "c\n", "byte 0x9D means nothing in windows-1252");
        assertThat(marks(new byte[] {0, 'a', (byte) 0xDC, 0, 0, 'b', 0, '\n', 0, 'c'}, "UTF-16BE"))
                .containsExactly("bytes 0xDC00 mean nothing in UTF-16BE", "c");
        assertThat(marks(new byte[] {0, 'a', 0}, "UTF-16BE")).containsExactly("byte 0x00 means nothing in UTF-16BE");
        assertThat(marks(new byte[] {'a', (byte) 0x81, '\n', 'b', '\n', (byte) 0x82, (byte) 0xA0}, "Shift_JIS"))
                .containsExactly("byte 0x81 means nothing in Shift_JIS", "b\n", "あ");
        assertThat(marks(new byte[] {'a', (byte) 0x81, '\n', 'b'}, "GB18030"))
                .containsExactly("byte 0x81 means nothing in GB18030", "b");
        assertThat(marks(new byte[] {'a', (byte) 0x80, '\n', (byte) 0xFF}, "GB18030")
                        .getFirst())
                .contains("means nothing in GB18030");
        assertThat(marks(new byte[] {'a', (byte) 0xFF, '\n'}, "US-ASCII").getFirst())
                .isEqualTo("byte 0xFF means nothing in US-ASCII");
    }

    @Test
    void aFileOfNothingButHalvesOfPairsIsMarkedAsSuch() throws IOException {
        byte[] bytes = new byte[400_000];
        for (int i = 0; i < bytes.length; i += 8) {
            bytes[i + 2] = (byte) 0xD8; // a half, then a line end
            bytes[i + 7] = '\n';
        }
        assertThat(marks(bytes, "UTF-32BE"))
                .hasSize(50_001)
                .startsWith("bytes 0xD800 mean nothing in UTF-32BE")
                .endsWith("");
    }

    @Property(tries = 300)
    void anyBytesInAnyCharsetGiveTheSameTextHoweverTheyArrive(
            @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int chunk) throws IOException {
        for (String charset : List.of("windows-1252", "Shift_JIS", "GB18030", "UTF-16", "UTF-32LE", "EUC-KR", "Big5")) {
            InputStream pieces = new ByteArrayInputStream(bytes) {
                @Override
                public int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, chunk));
                }
            };
            assertThat(TranscodingStream.of(pieces, Charset.forName(charset)).readAllBytes())
                    .as(charset)
                    .isEqualTo(read(bytes, charset));
        }
    }
}
