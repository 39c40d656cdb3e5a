package io.millrace.cli.partition;

import io.millrace.api.analysis.Analysis;
import io.millrace.api.analysis.Spread;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace partitions analyze}. */
@Command(
        name = "analyze",
        description = "Tell how any table would spread over partitions, and which interval to take. Changes nothing.")
final class AnalyzeCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Option(names = "--table", required = true, paramLabel = "TABLE", description = "The table as schema.name.")
    private String table = "";

    @Option(names = "--column", paramLabel = "COLUMN", description = "The time column; guessed when left out.")
    private @Nullable String column;

    @Option(names = "--exact", description = "Read every row instead of a sample.")
    private boolean exact;

    @Override
    public void run() {
        String path = "/v1/tables/%s/analyze?exact=%s%s"
                .formatted(Api.encode(table), exact, column == null ? "" : "&column=" + Api.encode(column));
        new Api().get(targets.partition(), path, Analysis.class).print(output, AnalyzeCommand::text);
    }

    private static String text(Analysis analysis) {
        String what = "%s by %s (%s)\n%s rows, %s; %s of %s rows read\n\n"
                .formatted(
                        analysis.table(),
                        analysis.column(),
                        analysis.columnReason(),
                        Quantities.count(analysis.rows()),
                        Quantities.bytes(analysis.bytes()),
                        analysis.basis(),
                        Quantities.count(analysis.rowsRead()));
        Table table =
                new Table("interval", "partitions", "rows min", "median", "max", "size min", "median", "max", "skew");
        for (Spread spread : analysis.spreads()) {
            table.row(
                    spread.interval().toString(),
                    Quantities.count(spread.partitions()),
                    Quantities.count(spread.rows().min()),
                    Quantities.count(spread.rows().median()),
                    Quantities.count(spread.rows().max()),
                    Quantities.bytes(spread.bytes().min()),
                    Quantities.bytes(spread.bytes().median()),
                    Quantities.bytes(spread.bytes().max()),
                    String.format(Locale.ROOT, "%.1f", spread.skew()));
        }
        return what + table.render() + "\n" + analysis.advice().reason() + "\n";
    }
}
