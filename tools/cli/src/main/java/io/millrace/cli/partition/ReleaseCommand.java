package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions release}. */
@Command(
        name = "release",
        description = "Let retention have a restored partition again: the next maintenance detaches it when it is due.")
final class ReleaseCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "PARTITION", description = "The partition's name, without its schema.")
    private String partition = "";

    @Override
    public void run() {
        Api api = new Api();
        long id = new Archives(api, targets, name)
                .newest(partition, Set.of("restored"))
                .path("id")
                .asLong();
        JsonNode released = api.post(
                targets.partition(),
                "%s/%d/release".formatted(Archives.path(name), id),
                "application/json",
                new byte[0]);
        output.print(released, () -> "%s is not held any more.\n".formatted(partition));
    }
}
