package io.millrace.cli.parked;

import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace parked show}. */
@Command(name = "show", description = "Show a parked unit with its whole cause, and what mends it.")
public final class ShowParkedCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Option(
            names = "--raw",
            description =
                    "Print its input instead, to look at or to save: CSV with a header, NDJSON, or a stream's records.")
    private boolean raw;

    @Override
    public void run() {
        ParkedCalls service = new ParkedCalls(targets);
        if (raw) {
            try (InputStream input = service.raw(id)) {
                input.transferTo(System.out);
                System.out.flush();
            } catch (IOException e) {
                throw new CommandFailure(CommandFailure.FAILED, "The input could not be read to its end: " + e);
            }
            return;
        }
        service.get(id).print(output, unit -> UnitText.of(unit) + """

                Once it is mended it is tried by itself, or at once: ./millrace parked retry %1$s
                To give it up for good: ./millrace parked discard %1$s
                """.formatted(id));
    }
}
