package io.millrace.cli.http;

import io.millrace.stack.StackException;
import io.millrace.stack.StackFile;
import io.millrace.stack.StackOptions;
import java.nio.file.Path;
import java.util.Optional;

/** The stack of this source tree, when one runs. */
public final class LocalStack {

    private LocalStack() {}

    /** Data, logs and {@code stack.json}: {@code .millrace} in the source tree, or where {@code MILLRACE_STATE} points. */
    public static Path state() {
        String given = System.getenv("MILLRACE_STATE");
        return given != null && !given.isBlank()
                ? Path.of(given)
                : StackOptions.findRoot().resolve(".millrace");
    }

    public static Optional<StackFile> find() {
        try {
            return StackFile.read(state()).filter(StackFile::isAlive);
        } catch (StackException noSourceTree) {
            return Optional.empty();
        }
    }
}
