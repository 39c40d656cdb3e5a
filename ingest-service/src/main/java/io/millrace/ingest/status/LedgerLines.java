package io.millrace.ingest.status;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Slice;
import java.util.HashMap;
import java.util.Map;

/** The units of a job that are in. */
public final class LedgerLines {
    /** What the ledger says of a slice. */
    public enum Verdict {
        MISSING,
        SAME,
        DIFFERENT
    }

    private record Line(long from, long to, ByteString sha256) {}

    private final Map<Integer, Line> lines = new HashMap<>();

    void add(int unit, long from, long to, ByteString sha256) {
        lines.put(unit, new Line(from, to, sha256));
    }

    public Verdict ask(Slice slice) {
        Line line = lines.get(slice.getNumber());
        if (line == null) {
            return Verdict.MISSING;
        }
        return line.equals(new Line(slice.getFrom(), slice.getTo(), slice.getSha256()))
                ? Verdict.SAME
                : Verdict.DIFFERENT;
    }
}
