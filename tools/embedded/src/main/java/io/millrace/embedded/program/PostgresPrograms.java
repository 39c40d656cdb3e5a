package io.millrace.embedded.program;

import com.sun.security.auth.module.UnixSystem;
import io.millrace.embedded.process.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines of the PostgreSQL programs: those that came with the build, or, for tests against another version, those of
 * the installation that the system property {@code millrace.postgres.home} names, such as {@code /usr/lib/postgresql/15}.
 */
public record PostgresPrograms(Path home, boolean asRoot, boolean bundled) {

    public static PostgresPrograms ofThisPlatform() {
        boolean root = new UnixSystem().getUid() == 0;
        if (root && !succeeds(List.of("unshare", "-U", "true"))) {
            throw new StartException(
                    "PostgreSQL cannot run as root, and `unshare -U`, which would give it a user namespace of"
                            + " its own, is not permitted here: run Millrace as an ordinary user");
        }
        String given = System.getProperty("millrace.postgres.home", "");
        return given.isBlank()
                ? new PostgresPrograms(PostgresBinaries.unpacked(), root, true)
                : new PostgresPrograms(Path.of(given), root, false);
    }

    /** Options of initdb: the same order of texts on every platform. Versions before 17 have no provider of their own. */
    public List<String> locale() {
        return bundled
                ? List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
                : List.of("--locale=C");
    }

    public List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (asRoot) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
        }
    }
}
