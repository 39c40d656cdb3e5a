package io.millrace.stack.command;

import io.millrace.cli.local.LocalStack;
import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace logs}. */
@Command(
        name = "logs",
        description = "Print the log of a component: ingest, transform, loader, partition, kafka, postgres.")
public final class LogsCommand implements Callable<Integer> {

    private static final int PIECE = 64 << 10;
    private static final int TICK_MILLISECONDS = 200;

    @Parameters(paramLabel = "SERVICE")
    private String service = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = LocalStack.state().resolve("log");
        Path log = directory.resolve(service + ".log").normalize();
        if (!log.startsWith(directory) || !Files.exists(log)) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "There is no log of '" + service + "'; there are logs of: " + known(directory));
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] piece = new byte[PIECE];
            while (true) {
                int length = file.read(piece);
                if (length > 0) {
                    System.out.write(piece, 0, length);
                } else if (follow) {
                    System.out.flush();
                    TimeUnit.MILLISECONDS.sleep(TICK_MILLISECONDS);
                } else {
                    System.out.flush();
                    return 0;
                }
            }
        }
    }

    private static String known(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return "nothing yet (./millrace up starts the stack)";
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.map(file -> file.getFileName().toString().replaceFirst("\\.log$", ""))
                    .sorted()
                    .toList();
            return String.join(", ", names);
        }
    }
}
