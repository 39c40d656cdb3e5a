package io.millrace.cli.upload;

import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A file to upload; what it is follows from its name.
 *
 * @param bytes its length
 * @param contentType {@code application/octet-stream} when the name does not tell: the dataset's own format
 * @param contentEncoding of a packed file, which is sent as it is
 */
record UploadFile(Path path, long bytes, String contentType, Optional<String> contentEncoding) {

    static UploadFile of(Path file) {
        if (!Files.exists(file)) {
            throw new CommandFailure(CommandFailure.USAGE, file + " does not exist; check the name");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CommandFailure(CommandFailure.USAGE, file + " is not a file that can be read");
        }
        try {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            Optional<String> encoding = name.endsWith(".gz")
                    ? Optional.of("gzip")
                    : name.endsWith(".zst") ? Optional.of("zstd") : Optional.empty();
            return new UploadFile(file, Files.size(file), contentType(name.replaceFirst("\\.(gz|zst)$", "")), encoding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's name as the service is told; characters that could end the header's value are left out. */
    String name() {
        return path.getFileName().toString().replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "_");
    }

    private static String contentType(String name) {
        if (name.endsWith(".csv")) {
            return "text/csv";
        }
        if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
            return "application/x-ndjson";
        }
        return "application/octet-stream";
    }
}
