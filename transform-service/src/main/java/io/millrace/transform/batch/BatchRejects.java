package io.millrace.transform.batch;

import com.google.protobuf.ByteString;
import io.millrace.codec.value.BadValue;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The rejects of one batch, each of a bounded length. When all of them together are too long for what the rows leave of a
 * message, their texts are cut until they fit: the place and the reason count for more than the text, which the input has.
 */
public final class BatchRejects {
    public static final int MAX_RAW = 64 * 1024;
    static final int MAX_REASON = 512;

    /** Tag and length of a reject among a batch's fields. */
    private static final int OVERHEAD = 6;

    private static final String NOTE = "; its text is cut, the unit's rejects are too long for one message";
    private static final List<Limits> EVER_SHORTER = List.of(
            new Limits(4096, MAX_REASON),
            new Limits(256, MAX_REASON),
            new Limits(0, MAX_REASON),
            new Limits(0, 128),
            new Limits(0, 32));

    private final List<Reject> all = new ArrayList<>();
    private int size;

    private record Limits(int raw, int reason) {
        Reject cut(Reject reject) {
            return reject.getRaw().size() <= raw && reject.getReason().length() <= reason
                    ? reject
                    : reject.toBuilder()
                            .setReason(
                                    shortened(reject.getReason(), Math.min(reason, MAX_REASON - NOTE.length())) + NOTE)
                            .setRaw(start(reject.getRaw(), raw))
                            .build();
        }
    }

    public void add(Reject.Builder reject) {
        Reject bounded = reject.setReason(shortened(reject.getReason(), MAX_REASON))
                .setRaw(start(reject.getRaw(), MAX_RAW))
                .build();
        all.add(bounded);
        size += sizeOf(bounded);
    }

    public int count() {
        return all.size();
    }

    /** Bytes of all of them in a message. */
    public int size() {
        return size;
    }

    /** @param room bytes that the message has for them */
    public void addTo(Rows.Builder rows, int room) {
        List<Reject> fitting = all;
        for (Limits limits : EVER_SHORTER) {
            if (fitting.stream().mapToLong(BatchRejects::sizeOf).sum() <= room) {
                break;
            }
            fitting = all.stream().map(limits::cut).toList();
        }
        rows.addAllRejects(fitting);
    }

    private static int sizeOf(Reject reject) {
        return reject.getSerializedSize() + OVERHEAD;
    }

    private static ByteString start(ByteString raw, int most) {
        return raw.size() <= most ? raw : raw.substring(0, most);
    }

    private static String shortened(String reason, int most) {
        return reason.length() <= most ? reason : BadValue.cut(reason, most - 1) + "…";
    }
}
