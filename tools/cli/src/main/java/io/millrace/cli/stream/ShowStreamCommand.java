package io.millrace.cli.stream;

import io.millrace.api.stream.PartitionStatus;
import io.millrace.api.stream.ReplacedPartition;
import io.millrace.api.stream.StreamState;
import io.millrace.api.stream.StreamStatus;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace streams show}. */
@Command(name = "show", description = "Show a stream partition by partition.")
public final class ShowStreamCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "DATASET")
    private String dataset = "";

    @Override
    public void run() {
        new Api()
                .get(targets.ingest(), "/v1/streams/" + Api.encode(dataset), StreamStatus.class)
                .print(output, ShowStreamCommand::text);
    }

    private static String text(StreamStatus stream) {
        StringBuilder text = new StringBuilder();
        if (stream.state() == StreamState.NO_TOPIC) {
            text.append("There is no topic ").append(stream.topic()).append(".\n");
        } else {
            text.append(stream.topic()).append("\n\n").append(partitions(stream.partitions()));
        }
        if (!stream.replaced().isEmpty()) {
            text.append("\nRead of topics of this name that are gone:\n\n").append(replaced(stream.replaced()));
        }
        return text.toString();
    }

    private static String partitions(List<PartitionStatus> partitions) {
        Table table = new Table(
                "partition",
                "state",
                "position",
                "end",
                "lag records",
                "lag seconds",
                "rows",
                "rejects",
                "newest",
                "freshness seconds");
        StringBuilder notes = new StringBuilder();
        for (PartitionStatus partition : partitions) {
            table.row(
                    Integer.toString(partition.partition()),
                    partition.state().toString(),
                    Cells.count(partition.position()),
                    Quantities.count(partition.end()),
                    Quantities.count(partition.lagRecords()),
                    Cells.seconds(partition.lagSeconds()),
                    Quantities.count(partition.rows()),
                    Quantities.count(partition.rejects()),
                    Cells.time(partition.newestAt()),
                    Cells.seconds(partition.freshnessSeconds()));
            if (partition.remedy() != null) {
                notes.append("\npartition %d stands still: %s\nTo go on: %s\n"
                        .formatted(partition.partition(), partition.reason(), partition.remedy()));
            }
        }
        return table.render() + notes;
    }

    private static String replaced(List<ReplacedPartition> partitions) {
        Table table = new Table("topic id", "partition", "position", "rows", "rejects", "newest", "replaced");
        for (ReplacedPartition partition : partitions) {
            table.row(
                    partition.topicId(),
                    Integer.toString(partition.partition()),
                    Quantities.count(partition.position()),
                    Quantities.count(partition.rows()),
                    Quantities.count(partition.rejects()),
                    Cells.time(partition.newestAt()),
                    Cells.time(partition.replacedAt()));
        }
        return table.render();
    }
}
