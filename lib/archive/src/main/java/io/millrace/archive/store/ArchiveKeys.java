package io.millrace.archive.store;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** ArchiveKeys of files, safe as paths and as keys of S3 whatever tables are called. */
public final class ArchiveKeys {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_%~-][A-Za-z0-9._%~/-]*");
    private static final int LONGEST_NAME = 120;

    private ArchiveKeys() {}

    /** @return {@code <schema>.<table>/<partition>/<id>.<ending>}; unusual characters are %-encoded, long names cut */
    public static String of(String schema, String table, String partition, long id, String ending) {
        return "%s.%s/%s/%d.%s".formatted(name(schema), name(table), name(partition), id, ending);
    }

    private static String name(String identifier) {
        StringBuilder name = new StringBuilder();
        byte[] bytes = identifier.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-';
            name.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
        }
        if (name.length() <= LONGEST_NAME) {
            return name.toString();
        }
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return name.substring(0, LONGEST_NAME - 9) + "~%08x".formatted(crc.getValue());
    }

    static String checked(String key) {
        if (!SHAPE.matcher(key).matches() || key.contains("..")) {
            throw new IllegalArgumentException("'%s' is no key of an archived file".formatted(key));
        }
        return key;
    }

    static String within(String prefix, String location) {
        if (!location.startsWith(prefix)) {
            throw new IllegalArgumentException(
                    "%s is not in the archive %s: millrace.partition.archive.location has been changed; set it back, or move the files there and correct millrace.archive.location"
                            .formatted(location, prefix));
        }
        return checked(location.substring(prefix.length()));
    }
}
