package io.millrace.ingest.publish;

import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as messages carry them. */
public final class Ids {
    private Ids() {}

    /** @return 16 bytes, big endian */
    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
