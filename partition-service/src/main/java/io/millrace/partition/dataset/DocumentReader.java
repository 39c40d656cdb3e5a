package io.millrace.partition.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.dataset.InvalidDatasetException;

/** Reads a definition from the body of a request. */
final class DocumentReader {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DocumentReader() {}

    /**
     * @param name from the URL; the body may leave it out, and must not say another one
     * @throws io.millrace.api.ProblemException 400 when the body is no document, 422 when it is a wrong one
     */
    static Dataset read(String name, String body) {
        Dataset dataset = parse(withName(name, body));
        if (!dataset.name().equals(name)) {
            throw DatasetProblems.invalid(
                    "name",
                    "the document is named '%s', the URL says '%s'; make them equal or leave name out of the document"
                            .formatted(dataset.name(), name));
        }
        return dataset;
    }

    private static String withName(String name, String body) {
        try {
            JsonNode tree = YAML.readTree(body);
            if (tree instanceof ObjectNode document && !document.has("name")) {
                return document.put("name", name).toString();
            }
            return body;
        } catch (JsonProcessingException e) {
            throw DatasetProblems.unreadable("%s, line %d"
                    .formatted(
                            e.getOriginalMessage(),
                            e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
        }
    }

    private static Dataset parse(String document) {
        try {
            return DatasetDocument.read(document);
        } catch (InvalidDatasetException e) {
            throw DatasetProblems.invalid(e.path(), String.valueOf(e.getMessage()));
        }
    }
}
