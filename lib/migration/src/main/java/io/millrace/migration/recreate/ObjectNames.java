package io.millrace.migration.recreate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names made of names. A name too long for its suffix is cut and marked with a hash of the whole, so that two do not meet. */
public final class ObjectNames {
    private static final int MOST_BYTES = 63;
    private static final int MARK = 4;

    private ObjectNames() {}

    /** @return {@code base + suffix} in at most 63 bytes of UTF-8; the same for the same arguments, always */
    public static String with(String base, String suffix) {
        if (bytes(base + suffix) <= MOST_BYTES) {
            return base + suffix;
        }
        String end = "_" + hash(base) + suffix;
        int cut = base.length();
        while (bytes(base.substring(0, cut) + end) > MOST_BYTES) {
            cut = base.offsetByCodePoints(cut, -1);
        }
        return base.substring(0, cut) + end;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, MARK);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
