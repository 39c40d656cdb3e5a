package io.millrace.cli.archive;

import io.millrace.api.archive.ArchiveView;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace partitions archives}. */
@Command(
        name = "archives",
        description = "List the partitions that left a table: kept beside it, dropped, or archived.")
public final class ArchivesCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Override
    public void run() {
        new Api()
                .get(targets.partition(), PartitionOfTable.archives(name), ArchiveView[].class)
                .print(output, ArchivesCommand::table);
    }

    private static String table(ArchiveView[] archives) {
        Table table = new Table("partition", "from", "to", "then", "state", "rows", "size", "location");
        StringBuilder notes = new StringBuilder();
        for (ArchiveView archive : archives) {
            table.row(
                    archive.partition(),
                    Objects.toString(archive.lower(), "-infinity"),
                    Objects.toString(archive.upper(), "infinity"),
                    archive.expired().toString(),
                    archive.state() + (archive.held() ? ", held" : ""),
                    archive.rows() == null ? "" : Quantities.count(archive.rows()),
                    archive.bytes() == null ? "" : Quantities.bytes(archive.bytes()),
                    Objects.toString(archive.location(), ""));
            if (archive.error() != null) {
                notes.append("\n%s: %s\n".formatted(archive.partition(), archive.error()));
            }
        }
        return table.render() + notes;
    }
}
