package io.millrace.ingest.split;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.contract.framing.LineCounter;
import io.millrace.contract.framing.RecordFramer;
import io.millrace.contract.message.Fault;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts UTF-8 input into slices at record boundaries. The slices depend on the bytes, the format and the limits alone, and
 * tile the input.
 *
 * <p>A record whose quote does not close as it should is one line of the payload, as {@link RecordFramer} has it: whoever
 * reads the payload rejects it. A line longer than {@link Limits#recordBytes()} becomes a {@link Fault}.
 *
 * <p>Memory: about two units, or four times the longest record.
 */
public final class Splitter {
    /** Raises whenever the same input would be cut otherwise than before. */
    public static final int VERSION = 2;

    private static final int END = -1;
    private static final int FAULT = -2;
    private static final int UNKNOWN = -3;

    private final Limits limits;
    private final int
            payloadBytes; // no more than a record, so that no quote closes there which is too far for the framer
    private final RecordFramer framer;
    private final boolean comments;
    private final byte comment;
    private final FaultReader faultReader;
    private final InputWindow window;
    private final Digests digests = new Digests();

    private final List<Fault> faults = new ArrayList<>();
    private int faultBytes;
    private long from; // of the slice in the making
    private int records; // in its payload
    private int number;
    private long line = 1; // on which the payload, or what comes before it, begins
    private int at; // the next record's first byte in the window
    private int framed = UNKNOWN; // what is known of the next record: its end, END or FAULT
    private boolean begun;

    /** @param format without fields: they are in the input */
    public Splitter(InputStream input, Format format, Limits limits) {
        this.limits = limits;
        framer = RecordFramer.of(format, limits.recordBytes());
        payloadBytes = Math.min(limits.unitBytes(), limits.recordBytes());
        comments = !format.getComment().isEmpty();
        comment = comments ? (byte) format.getComment().charAt(0) : 0;
        window = new InputWindow(input, 2 * limits.unitBytes() + (64 << 10));
        faultReader = new FaultReader(window, digests);
    }

    /**
     * Takes the first record that is neither blank nor a comment out of the payload. To be called before {@link #next()}, when
     * the format has a header.
     */
    public FirstRecord header() throws IOException {
        begin();
        for (; ; ) {
            int end = frame();
            if (end == END) {
                return new FirstRecord.Missing();
            }
            if (end == FAULT) {
                return new FirstRecord.Endless(window.copy(at, Math.min(window.limit(), at + FaultReader.MAX_RAW)));
            }
            if (framer.broken()) {
                return new FirstRecord.Broken(window.copy(at, end));
            }
            byte first = window.bytes()[at];
            boolean skipped = first == '\n' || first == '\r' || comments && first == comment;
            byte[] record = skipped ? new byte[0] : window.copy(at, end);
            skip(end);
            if (!skipped) {
                return new FirstRecord.Whole(record);
            }
        }
    }

    /**
     * @return the next slice, or null at the end of the input. Its payload is a view of this splitter's memory and valid until
     *     the next call.
     */
    public @Nullable Slice next() throws IOException {
        begin();
        for (; ; ) {
            int end = frame();
            if (end == END) {
                return window.position(at) > from ? close() : null;
            }
            if (end == FAULT) {
                if (records > 0) {
                    return close(); // faults stand before the payload
                }
                takeFault();
            } else {
                int bytes = end - window.start();
                boolean full = bytes > payloadBytes || faultBytes + bytes > limits.unitBytes();
                if (full && records + faults.size() > 0) {
                    return close();
                }
                at = end;
                framed = UNKNOWN;
                records++;
            }
            if (records + faults.size() == limits.unitRecords() || faultBytes >= limits.unitBytes()) {
                return close();
            }
        }
    }

    /** How many slices there were so far. */
    public int units() {
        return number;
    }

    /** Bytes in the slices so far; after the last one: the length of the input. */
    public long bytes() {
        return from;
    }

    /** SHA-256 over the SHA-256 values of the slices; to be asked once, after the last one. */
    public byte[] sha256() {
        return digests.ofInput();
    }

    /** Skips the byte order mark. */
    private void begin() throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        while (window.limit() < 3 && !window.ended()) {
            window.fill();
        }
        byte[] b = window.bytes();
        if (window.limit() >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
            skip(3);
        }
    }

    /** Counts bytes before the payload as part of the slice. */
    private void skip(int end) {
        digests.update(window.bytes(), at, end);
        line += LineCounter.count(window.bytes(), at, end);
        at = end;
        window.release(end);
        framed = UNKNOWN;
    }

    /** @return the index behind the record that begins at {@code at}, END or FAULT */
    private int frame() throws IOException {
        while (framed == UNKNOWN) {
            int seen = window.limit() - at;
            if (seen > 0) {
                framed = judge(framer.end(window.bytes(), at, window.limit(), window.ended()), seen);
            } else if (window.ended()) {
                framed = END;
            }
            if (framed == UNKNOWN) {
                at -= window.fill();
            }
        }
        return framed;
    }

    private int judge(int end, int seen) {
        if (end != RecordFramer.INCOMPLETE) {
            return end - at > limits.recordBytes() ? FAULT : end;
        }
        return seen > limits.recordBytes() && !framer.isBehindFirstLine() ? FAULT : UNKNOWN;
    }

    private void takeFault() throws IOException {
        Fault fault = faultReader.read(at, line, limits.recordBytes());
        at = window.start();
        again();
        line++;
        faultBytes += fault.getSerializedSize();
        faults.add(fault);
    }

    /** What is framed next begins a payload, or may. */
    private void again() {
        framer.restart();
        framed = UNKNOWN;
    }

    private Slice close() {
        byte[] bytes = window.bytes();
        int start = window.start();
        long to = window.position(at);
        digests.update(bytes, start, at);
        Slice slice = Slice.newBuilder()
                .setNumber(number++)
                .setFrom(from)
                .setTo(to)
                .setPayloadFrom(window.position(start))
                .setPayloadLine(line)
                .setPayload(UnsafeByteOperations.unsafeWrap(bytes, start, at - start))
                .setSha256(ByteString.copyFrom(digests.ofUnit()))
                .addAllFaults(faults)
                .build();
        line += LineCounter.count(bytes, start, at);
        window.release(at);
        from = to;
        again();
        records = 0;
        faults.clear();
        faultBytes = 0;
        return slice;
    }
}
