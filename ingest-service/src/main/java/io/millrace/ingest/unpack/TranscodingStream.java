package io.millrace.ingest.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Any charset → UTF-8. A sequence that is malformed becomes the byte 0xFF, which is never UTF-8: so just the row that holds
 * it will be rejected.
 */
public final class TranscodingStream extends InputStream {
    private static final byte MALFORMED = (byte) 0xFF;
    private static final int CHARS = 16 << 10;

    private final InputStream source;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer encoded = ByteBuffer.allocate(32 << 10).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(CHARS);
    private final ByteBuffer utf8 = ByteBuffer.allocate(4 * CHARS).limit(0);
    private boolean sourceEnded;
    private boolean ended;

    private TranscodingStream(InputStream source, Charset charset) {
        this.source = source;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** @return the source itself when it is UTF-8 */
    public static InputStream of(InputStream source, Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) ? source : new TranscodingStream(source, charset);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (!utf8.hasRemaining() && !ended) {
            transcode();
        }
        if (!utf8.hasRemaining()) {
            return -1;
        }
        int count = Math.min(length, utf8.remaining());
        utf8.get(target, offset, count);
        return count;
    }

    /** Fills {@code utf8} with what the next bytes of the source mean, up to the first malformed sequence. */
    private void transcode() throws IOException {
        utf8.clear();
        CoderResult result = decoder.decode(encoded, chars, sourceEnded);
        if (result.isUnderflow() && sourceEnded) {
            ended = !decoder.flush(chars).isOverflow();
        }
        encode();
        if (result.isError()) {
            encoded.position(encoded.position() + result.length());
            utf8.put(MALFORMED);
        } else if (result.isUnderflow() && !sourceEnded) {
            fill();
        }
        utf8.flip();
    }

    private void encode() {
        chars.flip();
        CoderResult result = encoder.encode(chars, utf8, ended);
        while (result.isError()) { // half a surrogate pair
            chars.position(chars.position() + result.length());
            utf8.put(MALFORMED);
            result = encoder.encode(chars, utf8, ended);
        }
        chars.compact();
    }

    private void fill() throws IOException {
        encoded.compact();
        int read = source.read(encoded.array(), encoded.position(), encoded.remaining());
        if (read < 0) {
            sourceEnded = true;
        } else {
            encoded.position(encoded.position() + read);
        }
        encoded.flip();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
