package io.millrace.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link PostgresServer} runs.
 *
 * @param data its cluster, made when it is not there; null: a temporary one that goes with the server
 * @param port to listen on at localhost; 0: a free one
 * @param log its log file; null: beside the data
 * @param settings server settings by name, over the defaults of {@link PostgresServer}
 */
public record PostgresOptions(
        @Nullable Path data, int port, @Nullable Path log, Map<String, String> settings) {

    public PostgresOptions {
        settings = Map.copyOf(settings);
    }

    /** Data that goes with the server, a free port. */
    public static PostgresOptions temporary() {
        return new PostgresOptions(null, 0, null, Map.of());
    }

    /** Data that stays. */
    public static PostgresOptions at(Path data) {
        return new PostgresOptions(data, 0, null, Map.of());
    }

    public PostgresOptions withPort(int port) {
        return new PostgresOptions(data, port, log, settings);
    }

    public PostgresOptions withLog(Path log) {
        return new PostgresOptions(data, port, log, settings);
    }

    /** Changes one server setting, such as {@code shared_buffers}. */
    public PostgresOptions with(String setting, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(setting, value);
        return new PostgresOptions(data, port, log, changed);
    }
}
