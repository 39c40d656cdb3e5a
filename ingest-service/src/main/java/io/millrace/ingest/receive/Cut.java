package io.millrace.ingest.receive;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.ingest.split.Limits;
import io.millrace.ingest.split.Splitter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The fingerprint of all that decides what units a body gives. Two attempts under one key must agree in it. */
final class Cut {
    private Cut() {}

    /** @return 32 bytes */
    static ByteString of(InputFormat format, Limits limits, boolean dryRun) {
        List<String> parts = List.of(
                "millrace " + Splitter.VERSION,
                limits.toString(),
                format.toString(), // a record's: every component with its name
                dryRun ? "dry run" : "");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return ByteString.copyFrom(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
