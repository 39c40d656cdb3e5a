package io.millrace.stack.options;

import io.millrace.cli.print.CommandFailure;
import io.millrace.embedded.Ports;
import java.util.ArrayList;
import java.util.List;

/** All ports are looked at before anything starts. */
public final class PortCheck {

    private PortCheck() {}

    /** @throws CommandFailure naming every taken port, its holder when known, and how to choose another one */
    public static void require(StackOptions options) {
        List<String> taken = new ArrayList<>();
        for (Component component : Component.values()) {
            int port = options.port(component);
            if (!Ports.isFree(port)) {
                taken.add("port " + port + " for " + component.label() + " is taken"
                        + PortHolder.of(port).map(holder -> " by " + holder).orElse("")
                        + ": end that, or choose another port with " + component.portOption() + " or "
                        + component.portVariable());
            }
        }
        if (!taken.isEmpty()) {
            throw new CommandFailure(CommandFailure.FAILED, String.join("\n", taken));
        }
    }
}
