package io.millrace.stack.command;

import io.millrace.cli.http.Api;
import io.millrace.cli.local.LocalStack;
import io.millrace.cli.local.RunningProcess;
import io.millrace.cli.local.StackFile;
import io.millrace.cli.parked.ParkedLine;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Table;
import io.millrace.stack.options.Component;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace status}. */
@Command(name = "status", description = "Show what runs and where. Exit status 0 when all of it is ready.")
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    private Output output = new Output();

    /** One line of the answer; pid is 0 when there is no process. */
    record Line(String state, long pid, String address, String log) {}

    @Override
    public Integer call() {
        Optional<StackFile> stack = StackFile.read(LocalStack.state()).filter(StackFile::isAlive);
        Map<String, Line> lines = new LinkedHashMap<>();
        stack.ifPresent(running -> running.parts().forEach((name, part) -> lines.put(name, line(part))));
        output.print(
                lines,
                () -> lines.isEmpty() ? "The stack is not running: ./millrace up\n" : table(lines) + parked(lines));
        boolean allReady = !lines.isEmpty()
                && lines.values().stream()
                        .allMatch(line ->
                                line.state().equals("ready") || line.state().equals("running"));
        return allReady ? 0 : 1;
    }

    private static String table(Map<String, Line> lines) {
        Table table = new Table("component", "state", "process", "address");
        lines.forEach((name, line) ->
                table.row(name, line.state(), line.pid() == 0 ? "" : Long.toString(line.pid()), line.address()));
        return table.render();
    }

    private static String parked(Map<String, Line> lines) {
        Line ingest = lines.get(Component.INGEST.label());
        return ingest != null && ingest.state().equals("ready") ? ParkedLine.of(URI.create(ingest.address())) : "";
    }

    private static Line line(StackFile.Part part) {
        RunningProcess process = part.process();
        if (process == null || !process.isAlive()) {
            return new Line("down", 0, part.address(), part.log());
        }
        String state = part.address().startsWith("http") ? health(part.address()) : "running";
        return new Line(state, process.pid(), part.address(), part.log());
    }

    private static String health(String address) {
        try {
            int status = new Api()
                    .exchange(
                            Api.request(URI.create(address), "/q/health/ready").build())
                    .statusCode();
            return status == 200 ? "ready" : "not ready";
        } catch (IOException e) {
            return "no answer";
        }
    }
}
