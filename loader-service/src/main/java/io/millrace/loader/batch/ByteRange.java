package io.millrace.loader.batch;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Rows;
import java.util.HexFormat;

/** What makes two deliveries of a unit the same unit: bytes [from, to) of the input, and their hash. */
public record ByteRange(long from, long to, ByteString sha256) {
    private static final int SHOWN = 8;

    public static ByteRange of(Rows rows) {
        return new ByteRange(rows.getFrom(), rows.getTo(), rows.getSha256());
    }

    @Override
    public String toString() {
        ByteString start = sha256.substring(0, Math.min(SHOWN, sha256.size()));
        return "bytes [%d, %d) sha256 %s…".formatted(from, to, HexFormat.of().formatHex(start.toByteArray()));
    }
}
