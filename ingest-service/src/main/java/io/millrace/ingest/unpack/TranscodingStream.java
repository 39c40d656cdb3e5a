package io.millrace.ingest.unpack;

import io.millrace.contract.framing.Undecodable;
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
 * Any charset → UTF-8. Bytes that mean nothing in the charset become a mark that is never UTF-8 ({@link Undecodable}): so just
 * the row that holds them will be rejected, by their name.
 */
public final class TranscodingStream extends InputStream {
    private static final int CHARS = 4 << 10;
    private static final int MOST_BYTES = 40; // for each: all of them may be marks and line ends in turn

    private final InputStream source;
    private final Charset charset;
    private final boolean endsLinesWithOneByte;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer encoded = ByteBuffer.allocate(32 << 10).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(CHARS);
    private final ByteBuffer utf8 = ByteBuffer.allocate(MOST_BYTES * CHARS).limit(0);
    private boolean sourceEnded;
    private boolean ended;
    private boolean marked; // the line in the making

    private TranscodingStream(InputStream source, Charset charset) {
        this.source = source;
        this.charset = charset;
        endsLinesWithOneByte = "\n".getBytes(charset).length == 1;
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
        passLines();
        if (result.isError()) {
            byte[] undecodable = new byte[undecodable(result.length())];
            encoded.get(undecodable);
            mark(undecodable);
        } else if (result.isUnderflow() && !sourceEnded) {
            fill();
        }
        utf8.flip();
    }

    private void encode() {
        chars.flip();
        CoderResult result = encoder.encode(chars, utf8, ended);
        while (result.isError()) { // half a surrogate pair
            char half = chars.get();
            mark(new byte[] {(byte) (half >> 8), (byte) half});
            result = encoder.encode(chars, utf8, ended);
        }
        chars.compact();
    }

    /** How many bytes are at fault: a line end behind the first is not, since it would take the next line along. */
    private int undecodable(int length) {
        for (int i = 1; endsLinesWithOneByte && i < length; i++) {
            byte b = encoded.get(encoded.position() + i);
            if (b == '\n' || b == '\r') {
                return i;
            }
        }
        return length;
    }

    /** The first one of a line names the charset. */
    private void mark(byte[] undecodable) {
        passLines();
        utf8.put(Undecodable.mark(undecodable, marked ? null : charset));
        marked = true;
    }

    /** A line that ends in the buffer is no longer the one that is marked. */
    private void passLines() {
        for (int i = 0; marked && i < utf8.position(); i++) {
            marked = utf8.get(i) != '\n' && utf8.get(i) != '\r';
        }
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
