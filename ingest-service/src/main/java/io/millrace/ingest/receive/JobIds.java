package io.millrace.ingest.receive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids of jobs: the same dataset and key give the same id, everywhere and for ever. */
final class JobIds {
    private JobIds() {}

    /** @return a UUID of version 8 (RFC 9562): the first bits of SHA-256 over dataset, a zero byte, and key */
    static UUID of(String dataset, String key) {
        ByteBuffer digest;
        try {
            digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest((dataset + '\0' + key).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        long version = digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x8000L;
        long variant = digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(version, variant);
    }
}
