package io.millrace.cli.local;

import io.millrace.cli.print.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stack of this source tree, when one runs. */
public final class LocalStack {

    private LocalStack() {}

    /**
     * The directory that holds the built services: the system property {@code millrace.home} (the {@code millrace} script
     * sets it), else the nearest one above the working directory.
     *
     * @throws CommandFailure when there is none
     */
    public static Path root() {
        @Nullable String given = System.getProperty("millrace.home");
        if (given != null) {
            return Path.of(given);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("partition-service")) && Files.isRegularFile(at.resolve("pom.xml"))) {
                return at;
            }
        }
        throw new CommandFailure(
                CommandFailure.FAILED,
                "no Millrace source tree above " + Path.of("").toAbsolutePath()
                        + ": run ./millrace of the source tree");
    }

    /** Data, logs and {@code stack.json}: {@code .millrace} in the source tree, or where {@code MILLRACE_STATE} points. */
    public static Path state() {
        String given = System.getenv("MILLRACE_STATE");
        return given != null && !given.isBlank() ? Path.of(given) : root().resolve(".millrace");
    }

    public static Optional<StackFile> find() {
        try {
            return StackFile.read(state()).filter(StackFile::isAlive);
        } catch (CommandFailure noSourceTree) {
            return Optional.empty();
        }
    }
}
