package io.millrace.cli.parked;

import io.millrace.cli.http.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which units are meant: some by their ids, or all of a dataset. Commands add one more way; their parser takes only one. */
class UnitChoice {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "These units.")
    private List<String> ids = List.of();

    @Option(names = "--dataset", paramLabel = "D", description = "All of this dataset.")
    private @Nullable String dataset;

    List<String> ids() {
        return ids;
    }

    /** @return empty for all there are */
    String query() {
        return dataset == null ? "" : "?dataset=" + Api.encode(dataset);
    }
}
