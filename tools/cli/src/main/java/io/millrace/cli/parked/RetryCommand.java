package io.millrace.cli.parked;

import io.millrace.api.parked.Retried;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace parked retry}. */
@Command(name = "retry", description = "Try parked units now, instead of waiting for their next turn.")
public final class RetryCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Choice units = new Choice();

    static final class Choice extends UnitChoice {
        @Option(names = "--all", description = "All there are.")
        private boolean all;
    }

    @Override
    public void run() {
        Retried done = new ParkedCalls(targets).retry(units);
        output.print(
                done,
                () -> done.retried() == 0
                        ? "No units are parked.\n"
                        : "%s %s tried now: ./millrace parked tells what stays\n"
                                .formatted(
                                        Quantities.count(done.retried()),
                                        done.retried() == 1 ? "unit is" : "units are"));
    }
}
