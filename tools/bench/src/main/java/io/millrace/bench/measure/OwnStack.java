package io.millrace.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.cli.local.LocalStack;
import io.millrace.stack.Stack;
import io.millrace.stack.StackListener;
import io.millrace.stack.options.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What every measurement has: a stack of its own, which is wiped afterwards, and the ways of its report. */
public final class OwnStack {
    @Option(names = "--json", description = "Writes the figures to this file as JSON, too.")
    private @Nullable Path json;

    @Option(names = "--keep", description = "Leaves the stack's data and logs in .millrace/bench.")
    private boolean keep;

    private final Path root = LocalStack.root();
    private final Path state = root.resolve(".millrace/bench");

    /** Figures that can be printed; their JSON is that of the record. */
    public interface Report {
        String table();
    }

    /** What is measured. */
    public interface Measurement {
        Report take(Stack stack, Target target) throws Exception;
    }

    /** Where Millrace is. */
    public Path root() {
        return root;
    }

    /** Data, logs and whatever else a measurement needs for its time. */
    public Path state() {
        return state;
    }

    /** @return the command's exit code */
    public int measure(Measurement measurement) throws Exception {
        Stack.wipe(state);
        Files.createDirectories(state);
        try (Stack stack = new Stack(StackOptions.isolated(root, state), StackListener.silent()).start();
                Target target = new Target(stack.database())) {
            Report report = measurement.take(stack, target);
            System.out.print(report.table());
            if (json != null) {
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), report);
            }
        }
        if (!keep) {
            Stack.wipe(state);
        }
        return CommandLine.ExitCode.OK;
    }
}
