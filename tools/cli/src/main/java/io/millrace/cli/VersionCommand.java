package io.millrace.cli;

import io.millrace.cli.print.Output;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace version}. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        String version = new Version().getVersion()[0];
        output.print(Map.of("version", version), () -> version + "\n");
        return 0;
    }
}
