package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.command.LocalMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that a page, a message or a report tells somebody to run is one that the command line understands. */
class RemediesTest {
    private static final Set<String> OF_THE_SCRIPT = Set.of("test", "bench");

    /** Datasets of the examples: the only lower-case words that may stand where a name is expected. */
    private static final Set<String> EXAMPLES = Set.of("readings", "visits", "tickets");

    @Test
    void commandsOnPagesAreUnderstood() {
        List<Path> pages = Checkout.files(Checkout.ROOT, ".md").stream()
                .filter(file -> !file.endsWith("docs/reference/cli.md")) // made of the commands' own messages
                .toList();
        assertThat(wrong(pages, NamedCommand::onPage)).isEmpty();
    }

    @Test
    void commandsInMessagesAreUnderstood() {
        List<Path> sources = Checkout.files(Checkout.ROOT, ".java").stream()
                .filter(file -> file.toString().contains("/src/main/"))
                .toList();
        assertThat(wrong(sources, NamedCommand::inMessages)).isEmpty();
    }

    private static List<String> wrong(List<Path> files, BiFunction<String, String, List<NamedCommand>> read) {
        List<String> wrong = new ArrayList<>();
        int found = 0;
        for (Path file : files) {
            for (NamedCommand command :
                    read.apply(Checkout.ROOT.relativize(file).toString(), Checkout.read(file))) {
                if (!command.words().isEmpty()
                        && !OF_THE_SCRIPT.contains(command.words().getFirst())) {
                    check(command, wrong);
                    found++;
                }
            }
        }
        assertThat(found).isPositive();
        return wrong;
    }

    /** The bare name of a command is only a mention; with arguments it has to be complete. */
    private static void check(NamedCommand named, List<String> wrong) {
        CommandLine command = LocalMain.commandLine();
        List<String> rest = named.words();
        while (!rest.isEmpty() && command.getSubcommands().containsKey(rest.getFirst())) {
            command = command.getSubcommands().get(rest.getFirst());
            rest = rest.subList(1, rest.size());
        }
        if (rest.isEmpty()) {
            return;
        }
        if (!command.getSubcommands().isEmpty()
                && rest.getFirst().matches("[a-z]+")
                && !EXAMPLES.contains(rest.getFirst())) {
            wrong.add(named + ": there is no command '" + rest.getFirst() + "'");
            return;
        }
        try {
            LocalMain.commandLine().parseArgs(named.words().toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            wrong.add(named + ": " + e.getMessage());
        }
    }
}
