package io.millrace.cli.print;

import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of every command that does what cannot be undone: look first, and be asked. */
public final class Consent {

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask. Needed where nobody can be asked.")
    private boolean yes;

    public boolean isDryRun() {
        return dryRun;
    }

    /** Whether nobody is asked: then nobody has read the plan either. */
    public boolean isGiven() {
        return yes;
    }

    /** @param plan what the person says yes to; told only when somebody is there */
    public void ask(Output output, String plan) {
        if (yes) {
            return;
        }
        String answer = output.watcher()
                .orElseThrow(() -> new CommandFailure(
                        CommandFailure.USAGE,
                        "Nobody is there to be asked. Look at it with --dry-run, then repeat the command with --yes"))
                .readLine("%sGo on? [y/N] ", plan);
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new CommandFailure(CommandFailure.FAILED, "Nothing was changed");
        }
    }
}
