package io.millrace.cli.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace datasets show}. */
@Command(name = "show", description = "Print a dataset's document as YAML, with every default filled in.")
public final class ShowCommand implements Runnable {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    @Mixin
    private Targets targets = new Targets();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "The dataset.")
    private String name = "";

    @Override
    public void run() {
        Answer<JsonNode> dataset =
                new Api().get(targets.partition(), "/v1/datasets/" + Api.encode(name), JsonNode.class);
        dataset.print(output, version -> yaml(version.path("definition")));
    }

    /** As it was sent: with what this release may not know. */
    private static String yaml(JsonNode definition) {
        try {
            return YAML.writeValueAsString(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON can always be written as YAML", e);
        }
    }
}
