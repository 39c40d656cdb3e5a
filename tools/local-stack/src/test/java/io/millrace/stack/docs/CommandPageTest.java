package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.command.LocalMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/reference/cli.md holds what {@code --help} prints; {@code -Dmillrace.docs.write=true} writes it anew. */
class CommandPageTest {
    private static final Path PAGE = Path.of("../../docs/reference/cli.md");
    private static final String COMMAND =
            "./mvnw -q -pl tools/local-stack test -Dtest=CommandPageTest -Dmillrace.docs.write=true";
    private static final int WIDTH = 100;
    private static final String HEAD = """
            # Command line

            <!-- Generated from the commands. Change the description of the option or command. -->

            `./millrace` finds a JDK 25 or newer, builds what has changed since the last time, and runs. Two commands belong to the
            script: `./millrace test` runs all checks and tests, `./millrace bench` [measures](../how-to/measure.md).

            With `--json` a command prints JSON. `--url` and `MILLRACE_URL` name a remote installation; when no ingress routes
            `/v1/datasets/{name}` to its partition service, `--partition-url` and `MILLRACE_PARTITION_URL` do.

            Exit status: 0 done; 1 failed; 2 wrong use; `upload` also 3: complete, but rows were rejected; 4: accepted, but
            parts of it are [parked](../how-to/parked-units.md) and stand still.
            """;

    @Test
    void everyCommandIsOnThePage() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        add(page, LocalMain.commandLine(), "millrace");
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("run to refresh: %s", COMMAND).hasContent(page.toString());
    }

    private static void add(StringBuilder page, CommandLine command, String name) {
        command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
        page.append("\n## ").append(name).append("\n\n```\n");
        page.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
        for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
            add(page, sub.getValue(), name + " " + sub.getKey());
        }
    }
}
