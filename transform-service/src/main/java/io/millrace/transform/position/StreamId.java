package io.millrace.transform.position;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** What the ledger knows a stream by: a topic that is deleted and made anew under its name is another one. */
public record StreamId(UUID topicId, int partition) {
    public static StreamId of(Uuid topicId, int partition) {
        return new StreamId(new UUID(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits()), partition);
    }

    public ByteString topicBytes() {
        return ByteString.copyFrom(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .flip());
    }
}
