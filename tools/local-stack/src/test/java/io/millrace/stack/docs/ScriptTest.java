package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Main;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Pattern REMOTE = Pattern.compile("(?m)^  ([a-z |]+)\\)\n    build\n    run cli ");

    @Test
    void everyCommandOfTheClientRunsWithoutTheLocalStack() {
        List<String> named = REMOTE.matcher(Checkout.read(Checkout.resolve("millrace")))
                .results()
                .flatMap(line -> List.of(line.group(1).split(" \\| ")).stream())
                .toList();
        assertThat(named)
                .containsExactlyElementsOf(Main.commandLine().getSubcommands().keySet());
    }
}
