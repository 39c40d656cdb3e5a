package io.millrace.cli.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options of every command that prints something. */
public final class Output {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    private final PrintStream out = System.out;

    /** Prints one of the two. */
    public void print(Object value, Supplier<String> forPeople) {
        out.print(render(value, forPeople));
        out.flush();
    }

    /** The one of the two that is asked for. */
    public String render(Object value, Supplier<String> forPeople) {
        try {
            return json ? JSON.writeValueAsString(value) + "\n" : forPeople.get();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    public boolean isJson() {
        return json;
    }

    /** Whether somebody watches: then a progress bar is welcome. */
    public boolean isWatched() {
        return watcher().isPresent();
    }

    /** The terminal of the person who watches, and may be asked. */
    public Optional<Console> watcher() {
        return Optional.ofNullable(System.console()).filter(console -> !json && console.isTerminal());
    }
}
