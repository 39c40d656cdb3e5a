package io.millrace.cli.upload;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace rejects}. */
@Command(
        name = "rejects",
        description =
                "Print the rejected rows of an upload, or the rejected records of a dataset's stream, as CSV, each with its place and reason.")
public final class RejectsCommand implements Runnable {

    @Mixin
    private Targets targets = new Targets();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Origin origin = new Origin();

    /** One of the two; the command's own parser sees to that. */
    static final class Origin {
        @Parameters(paramLabel = "ID", description = "The upload.")
        private @Nullable String id;

        @Option(names = "--dataset", paramLabel = "D", description = "The dataset whose stream it is.")
        private @Nullable String dataset;

        String path() {
            return dataset != null
                    ? "/v1/streams/" + Api.encode(dataset) + "/rejects"
                    : "/v1/uploads/" + Api.encode(Objects.requireNonNull(id)) + "/rejects";
        }
    }

    @Option(names = "--json", description = "One JSON object a line instead of CSV.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file.")
    private @Nullable Path out;

    @Override
    public void run() {
        try (InputStream rejects = new Api().stream(targets.ingest(), origin.path());
                OutputStream to = out == null ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(out)) {
            if (json) {
                lines(rejects, to);
            } else {
                rejects.transferTo(to);
            }
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, "The rejects could not be read to their end: " + e);
        }
    }

    private static void lines(InputStream csv, OutputStream to) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Writer writer = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        for (NamedCsvRecord reject : CsvReader.builder().ofNamedCsvRecord(csv)) {
            writer.write(mapper.writeValueAsString(reject.getFieldsAsMap()));
            writer.write('\n');
        }
        writer.flush();
    }
}
