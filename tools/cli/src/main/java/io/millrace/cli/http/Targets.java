package io.millrace.cli.http;

import io.millrace.cli.local.LocalStack;
import io.millrace.cli.local.StackFile;
import io.millrace.cli.print.CommandFailure;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the services are: as told by option, by environment, by the local stack, or at their usual ports. */
public final class Targets {
    private static final int INGEST_PORT = 8080;
    private static final int PARTITION_PORT = 8083;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Base address of a remote installation. Also: MILLRACE_URL. Default: the local stack.")
    private @Nullable String url;

    @Option(
            names = "--partition-url",
            paramLabel = "URL",
            description = "Address of its partition service, when no ingress routes to it under --url."
                    + " Also: MILLRACE_PARTITION_URL.")
    private @Nullable String partitionUrl;

    /** Takes uploads and tells what became of them. */
    public URI ingest() {
        return first(url, System.getenv("MILLRACE_URL"), "ingest", INGEST_PORT);
    }

    /** Keeps the datasets. */
    public URI partition() {
        String own = given(partitionUrl, System.getenv("MILLRACE_PARTITION_URL"));
        return own != null ? address(own) : first(url, System.getenv("MILLRACE_URL"), "partition", PARTITION_PORT);
    }

    private static URI first(@Nullable String option, @Nullable String variable, String service, int port) {
        String given = given(option, variable);
        return given != null ? address(given) : local(service, port);
    }

    private static @Nullable String given(@Nullable String option, @Nullable String variable) {
        return Stream.of(Optional.ofNullable(option), Optional.ofNullable(variable))
                .flatMap(Optional::stream)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse(null);
    }

    private static URI local(String service, int port) {
        return LocalStack.find()
                .map(StackFile::parts)
                .map(parts -> parts.get(service))
                .map(part -> URI.create(part.address()))
                .orElse(URI.create("http://localhost:" + port));
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(text);
        }
        throw notAnAddress(text);
    }

    private static CommandFailure notAnAddress(String text) {
        return new CommandFailure(
                CommandFailure.USAGE, "'" + text + "' is no address of a service; give one like http://localhost:8080");
    }
}
