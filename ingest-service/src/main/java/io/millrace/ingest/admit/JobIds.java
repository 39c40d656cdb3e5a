package io.millrace.ingest.admit;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;

/** Ids of jobs: the same dataset and key give the same id, everywhere and for ever. */
public final class JobIds {
    private JobIds() {}

    /** @return a UUID of version 8 (RFC 9562): the first bits of SHA-256 over dataset, a zero byte, and key */
    public static UUID of(String dataset, String key) {
        ByteBuffer digest = ByteBuffer.wrap(DigestUtils.sha256(dataset + '\0' + key));
        long version = digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L;
        long variant = digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(version, variant);
    }
}
