package io.millrace.ingest.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
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

    @Test
    void aMalformedSequenceBecomesOneByteThatIsNeverUtf8() throws IOException {
        // 0x81 is no windows-1252 character; a lone low surrogate is no UTF-16
        assertThat(read(new byte[] {'a', (byte) 0x81, 'b'}, "windows-1252"))
                .isEqualTo(new byte[] {'a', (byte) 0xFF, 'b'});
        assertThat(read(new byte[] {0, 'a', (byte) 0xDC, 0, 0, 'b'}, "UTF-16BE"))
                .isEqualTo(new byte[] {'a', (byte) 0xFF, 'b'});
        assertThat(read(new byte[] {0, 'a', 0}, "UTF-16BE")).isEqualTo(new byte[] {'a', (byte) 0xFF});
    }
}
