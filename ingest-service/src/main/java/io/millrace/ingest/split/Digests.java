package io.millrace.ingest.split;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of each unit, and over the units' values for the input as a whole. */
final class Digests {
    private final MessageDigest unit = sha256();
    private final MessageDigest input = sha256();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

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
