package io.millrace.cli.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code stack.json}: a running stack as others see it. It is there from before the first component starts until after the
 * last one has stopped; one whose owner is gone was left by a crash.
 *
 * @param owner the process that started the stack and will stop it
 * @param ready whether all components were ready
 * @param parts by name: the components and further replicas
 */
public record StackFile(RunningProcess owner, boolean ready, Map<String, Part> parts) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * One process of the stack.
     *
     * @param process null before its start
     * @param address what to connect to: a URL, bootstrap servers or a JDBC URL
     * @param log its log file
     */
    public record Part(@Nullable RunningProcess process, int port, String address, String log) {}

    public static Path in(Path state) {
        return state.resolve("stack.json");
    }

    /** Empty when no stack was started there, or it was stopped as it should be. */
    public static Optional<StackFile> read(Path state) {
        Path file = in(state);
        try {
            return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), StackFile.class)) : Optional.empty();
        } catch (JacksonException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, file + " is damaged (" + e.getOriginalMessage() + "): delete it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(Path state) {
        try {
            Path written = Files.write(state.resolve("stack.json.new"), JSON.writeValueAsBytes(this));
            Files.move(written, in(state), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void delete(Path state) {
        try {
            Files.deleteIfExists(in(state));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its owner still runs. */
    public boolean isAlive() {
        return owner.isAlive();
    }
}
