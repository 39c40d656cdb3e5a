package io.millrace.cli.generate;

import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Quantities;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace generate}. */
@Command(
        name = "generate",
        description = "Write made-up sensor readings as CSV. The same arguments give the same bytes.")
public final class GenerateCommand implements Runnable {

    @Option(names = "--rows", required = true, paramLabel = "N", description = "How many rows follow the header.")
    private long rows;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--from",
            defaultValue = "2026-01-01",
            paramLabel = "DATE",
            description = "The first day, UTC. Default: ${DEFAULT-VALUE}.")
    private LocalDate from = LocalDate.EPOCH;

    @Option(
            names = "--days",
            defaultValue = "90",
            paramLabel = "D",
            description = "The days the rows are spread over. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write; - for the output.")
    private String out = "";

    @Override
    public void run() {
        try {
            Readings readings = new Readings(rows, seed, from, days);
            if (out.equals("-")) {
                readings.writeTo(new FileOutputStream(FileDescriptor.out));
                return;
            }
            long begun = System.nanoTime();
            Path file = Path.of(out);
            try (var stream = Files.newOutputStream(file)) {
                readings.writeTo(stream);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.println(out + ": " + Quantities.count(rows) + " rows, " + Quantities.bytes(Files.size(file))
                    + ", " + Quantities.seconds(took));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, out + " could not be written: " + e);
        }
    }
}
