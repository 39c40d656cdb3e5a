package io.millrace.transform.position;

import com.google.protobuf.ByteString;
import io.millrace.edge.kafka.KafkaIds;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** What the ledger knows a stream by: a topic that is deleted and made anew under its name is another one. */
public record StreamId(UUID topicId, int partition) {
    public static StreamId of(Uuid topicId, int partition) {
        return new StreamId(KafkaIds.uuid(topicId), partition);
    }

    public ByteString topicBytes() {
        return ByteString.copyFrom(KafkaIds.bytes(topicId));
    }
}
