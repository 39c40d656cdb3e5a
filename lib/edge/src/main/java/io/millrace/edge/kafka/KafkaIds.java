package io.millrace.edge.kafka;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** UUIDs as Kafka has them, which has a class of its own for them, and as messages carry them. */
public final class KafkaIds {
    private KafkaIds() {}

    public static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public static Uuid kafka(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** @return 22 characters of URL-safe base64, as {@code kafka-topics --describe} has them */
    public static String text(UUID id) {
        return kafka(id).toString();
    }

    /** @return 16 bytes, the most significant ones first, as messages carry ids */
    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
