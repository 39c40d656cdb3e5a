package io.millrace.cli.partition;

import com.fasterxml.jackson.databind.JsonNode;
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
        JsonNode analysis = new Api().get(targets.partition(), path);
        output.print(analysis, () -> text(analysis));
    }

    private static String text(JsonNode analysis) {
        String what = "%s by %s (%s)\n%s rows, %s; %s of %s rows read\n\n"
                .formatted(
                        analysis.path("table").asText(),
                        analysis.path("column").asText(),
                        analysis.path("columnReason").asText(),
                        Quantities.count(analysis.path("rows").asLong()),
                        Quantities.bytes(analysis.path("bytes").asLong()),
                        analysis.path("basis").asText(),
                        Quantities.count(analysis.path("rowsRead").asLong()));
        Table table =
                new Table("interval", "partitions", "rows min", "median", "max", "size min", "median", "max", "skew");
        for (JsonNode spread : analysis.path("spreads")) {
            JsonNode rows = spread.path("rows");
            JsonNode bytes = spread.path("bytes");
            table.row(
                    spread.path("interval").asText(),
                    Quantities.count(spread.path("partitions").asLong()),
                    Quantities.count(rows.path("min").asLong()),
                    Quantities.count(rows.path("median").asLong()),
                    Quantities.count(rows.path("max").asLong()),
                    Quantities.bytes(bytes.path("min").asLong()),
                    Quantities.bytes(bytes.path("median").asLong()),
                    Quantities.bytes(bytes.path("max").asLong()),
                    String.format(Locale.ROOT, "%.1f", spread.path("skew").asDouble()));
        }
        return what + table.render() + "\n"
                + analysis.path("advice").path("reason").asText() + "\n";
    }
}
