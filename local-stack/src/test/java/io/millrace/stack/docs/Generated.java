package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A committed file whose content something else determines. */
final class Generated {
    private static final String COMMAND =
            "./mvnw -q -pl local-stack test -Dtest='io.millrace.stack.docs.*' -Dmillrace.docs.write=true";

    private Generated() {}

    /** Fails when the file does not hold the content; writes it instead when {@code millrace.docs.write} is set. */
    static void check(String path, String content) {
        Path file = Checkout.resolve(path);
        if (Boolean.getBoolean("millrace.docs.write")) {
            write(file, content);
        }
        assertThat(file).as("run to refresh: %s", COMMAND).exists();
        assertThat(Checkout.read(file))
                .as("%s is stale; run to refresh: %s", path, COMMAND)
                .isEqualTo(content);
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
