package io.millrace.ingest.split;

import com.google.protobuf.ByteString;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.message.Fault;
import io.millrace.contract.message.Format;
import java.io.IOException;

/** Takes a line that is too long for a record out of the window, and keeps its beginning. */
final class FaultReader {
    /** Bytes of a faulty line that are kept. */
    static final int MAX_RAW = 64 << 10;

    private static final Format LINES =
            Format.newBuilder().setType(Format.Type.NDJSON).build();

    private final InputWindow window;
    private final Digests digests;
    private final RecordFramer lines = RecordFramer.of(LINES);

    FaultReader(InputWindow window, Digests digests) {
        this.window = window;
        this.digests = digests;
    }

    /**
     * Releases the line that begins at {@code start}; {@link InputWindow#start()} is behind it then.
     *
     * @param limit bytes of a record at most, for the reason
     */
    Fault read(int start, long lineNumber, int limit) throws IOException {
        long offset = window.position(start);
        ByteString.Output raw = ByteString.newOutput(256);
        int at = start;
        int end;
        while ((end = lines.end(window.bytes(), at, window.limit(), window.ended())) == RecordFramer.INCOMPLETE) {
            lines.restart();
            // the last byte stays: it may be a \r whose \n is still to come
            take(raw, at, Math.max(at, window.limit() - 1));
            window.fill();
            at = window.start();
        }
        take(raw, at, end);
        long length = window.position(end) - offset;
        return Fault.newBuilder()
                .setLine(lineNumber)
                .setOffset(offset)
                .setLength(length)
                .setReason("the line has %d bytes; a record may have %d".formatted(length, limit))
                .setRaw(raw.toByteString())
                .build();
    }

    private void take(ByteString.Output raw, int from, int to) {
        digests.update(window.bytes(), from, to);
        raw.write(window.bytes(), from, Math.min(to - from, MAX_RAW - raw.size()));
        window.release(to);
    }
}
