package io.millrace.bench;

import io.millrace.bench.migrate.MigrateBench;
import io.millrace.bench.read.ReadBench;
import io.millrace.bench.stream.StreamsBench;
import io.millrace.bench.upload.UploadBench;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./millrace bench}. Without a sub-command it is {@code upload}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Millrace on this machine, side by side with something else that does the same work. "
                + "Without a command it is upload, and takes its options.",
        subcommands = {UploadBench.class, StreamsBench.class, MigrateBench.class, ReadBench.class})
final class Main {
    private static final Set<String> OWN =
            Set.of("upload", "streams", "migrate", "read", "-h", "--help", "-V", "--version");

    public static void main(String[] args) {
        boolean named = args.length > 0 && OWN.contains(args[0]);
        String[] all = named
                ? args
                : Stream.concat(Stream.of("upload"), Stream.of(args)).toArray(String[]::new);
        System.exit(new CommandLine(new Main()).execute(all));
    }
}
