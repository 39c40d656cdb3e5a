package io.millrace.ingest.split;

import java.security.MessageDigest;
import org.apache.commons.codec.digest.DigestUtils;

/** SHA-256 of each unit, and over the units' values for the input as a whole. */
final class Digests {
    private final MessageDigest unit = DigestUtils.getSha256Digest();
    private final MessageDigest input = DigestUtils.getSha256Digest();

    void update(byte[] bytes, int from, int to) {
        unit.update(bytes, from, to - from);
    }

    /** Ends the unit. */
    byte[] ofUnit() {
        byte[] value = unit.digest();
        input.update(value);
        return value;
    }

    byte[] ofInput() {
        return input.digest();
    }
}
