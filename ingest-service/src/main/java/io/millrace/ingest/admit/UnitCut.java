package io.millrace.ingest.admit;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.ingest.split.Limits;
import io.millrace.ingest.split.Splitter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** The fingerprint of all that decides what units a body gives. Two attempts under one key must agree in it. */
public final class UnitCut {
    private UnitCut() {}

    /** @return 32 bytes */
    public static ByteString of(InputFormat format, Limits limits, boolean dryRun) {
        List<String> parts = List.of(
                "millrace " + Splitter.VERSION,
                limits.toString(),
                format.toString(), // a record's: every component with its name
                dryRun ? "dry run" : "");
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return ByteString.copyFrom(digest.digest());
    }
}
