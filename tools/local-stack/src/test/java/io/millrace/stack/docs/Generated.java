package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/** A committed file whose content something else determines. */
final class Generated {
    private static final String COMMAND =
            "./mvnw -q -pl tools/local-stack test -Dtest='io.millrace.stack.docs.*Test' -Dmillrace.docs.write=true";

    private Generated() {}

    /** Fails when the file does not hold the content; writes it instead when {@code millrace.docs.write} is set. */
    static void check(String path, String content) {
        check(path, content, String::equals);
    }

    /** @param same whether two contents say the same; the file is then left as it is */
    static void check(String path, String content, BiPredicate<String, String> same) {
        Path file = Checkout.resolve(path);
        if (Files.exists(file) && same.test(Checkout.read(file), content)) {
            return;
        }
        if (Boolean.getBoolean("millrace.docs.write")) {
            write(file, content);
            return;
        }
        assertThat(file).as("run to write it: %s", COMMAND).exists();
        assertThat(Checkout.read(file))
                .as("%s is stale; run to refresh it: %s", path, COMMAND)
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
