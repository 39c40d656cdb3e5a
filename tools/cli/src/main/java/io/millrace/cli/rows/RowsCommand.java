package io.millrace.cli.rows;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.millrace.api.rows.QueryPlan;
import io.millrace.api.rows.RowCount;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.SetPath;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace rows}. */
@Command(
        name = "rows",
        description =
                "Print rows of a dataset, or of a table that is maintained without one: a table of the first ones,"
                        + " or all of them as CSV, NDJSON or Parquet.")
public final class RowsCommand implements Runnable {
    /** What fits on a screen. */
    private static final int TABLE_ROWS = 20;

    /** How the rows are printed. */
    enum Format {
        table,
        csv,
        ndjson,
        parquet
    }

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A dataset, or a table as schema.name.")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first time: an instant, a day or a month, in UTC.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The first time that is not printed any more.")
    private @Nullable String to;

    @Option(
            names = "--where",
            paramLabel = "FILTER",
            description = "column:operator:value, such as status:eq:FAIL, with eq, ne, lt, le, gt, ge, in, like, ilike;"
                    + " or column:null, column:notnull. Repeat it: all of them must hold.")
    private List<String> where = List.of();

    @Option(names = "--columns", paramLabel = "NAMES", description = "The columns, between commas.")
    private @Nullable String columns;

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            description =
                    "The first rows in the order of time, at most 10000. Default: 20 for a table, else all rows, in no order.")
    private @Nullable Integer limit;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, csv, ndjson or parquet; default ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(names = "--output", paramLabel = "FILE", description = "Write to this file.")
    private @Nullable Path file;

    @Option(names = "--count", description = "Only count the rows.")
    private boolean count;

    @Option(names = "--explain", description = "Tell which partitions would be read, and what it would cost.")
    private boolean explain;

    @Option(
            names = "--archived",
            description =
                    "Read partitions that were archived and dropped, too; with --count, or with csv, ndjson or parquet.")
    private boolean archived;

    @Override
    public void run() {
        if (archived && !count && !output.isJson() && format == Format.table) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "--archived: such rows come in no order, all of them; add --format csv or --count");
        }
        if (explain) {
            new Api()
                    .get(targets.partition(), path("explain=true&count=" + count), QueryPlan.class)
                    .print(output, RowsCommand::plan);
        } else if (count) {
            new Api()
                    .get(targets.partition(), path("count=true"), RowCount.class)
                    .print(output, counted -> Quantities.count(counted.rows()) + "\n");
        } else if (format == Format.table && !output.isJson()) {
            table();
        } else {
            bytes(format == Format.table ? Format.ndjson : format);
        }
    }

    private String path(String more) {
        StringBuilder path =
                new StringBuilder(SetPath.of(name)).append("/rows?").append(more);
        parameter(path, "from", from);
        parameter(path, "to", to);
        parameter(path, "columns", columns);
        parameter(path, "archived", archived ? "true" : null);
        where.forEach(filter -> parameter(path, "where", filter));
        return path.toString();
    }

    private static void parameter(StringBuilder path, String name, @Nullable String value) {
        if (value != null) {
            path.append('&').append(name).append('=').append(Api.encode(value));
        }
    }

    private void table() {
        int most = limit == null ? TABLE_ROWS : limit;
        try (InputStream rows = new Api().stream(targets.partition(), path("format=csv&limit=" + most));
                CsvReader<CsvRecord> csv =
                        CsvReader.builder().skipEmptyLines(false).ofCsvRecord(rows)) {
            var lines = csv.iterator();
            Table table = new Table(lines.next().getFields());
            int printed = 0;
            while (lines.hasNext()) {
                table.row(lines.next().getFields());
                printed++;
            }
            String note = printed < most
                    ? ""
                    : "The first %s rows. More: --limit; all of them: --format csv\n"
                            .formatted(Quantities.count(printed));
            String text = table.render() + note;
            if (file == null) {
                System.out.print(text);
            } else {
                Files.writeString(file, text);
            }
        } catch (UncheckedIOException e) {
            throw broken(e);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void bytes(Format wanted) {
        String what = "format=" + wanted.name().toLowerCase(Locale.ROOT) + (limit == null ? "" : "&limit=" + limit);
        try (InputStream rows = new Api().stream(targets.partition(), path(what));
                OutputStream target =
                        file == null ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(file)) {
            rows.transferTo(target);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static CommandFailure broken(Exception e) {
        return new CommandFailure(
                CommandFailure.FAILED, "The rows could not be read to their end, what came is not all: " + e);
    }

    private static String plan(QueryPlan plan) {
        return "reads %d partitions: %s\nleaves out %d partitions: %s\nabout %s rows, cost %s\n"
                .formatted(
                        plan.scanned().size(),
                        String.join(" ", plan.scanned()),
                        plan.pruned().size(),
                        String.join(" ", plan.pruned()),
                        Quantities.count(plan.estimatedRows()),
                        plan.cost());
    }
}
