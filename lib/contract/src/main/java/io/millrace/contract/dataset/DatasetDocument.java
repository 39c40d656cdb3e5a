package io.millrace.contract.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Reads and writes dataset documents. YAML is a superset of JSON, so one reader takes both. */
public final class DatasetDocument {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private DatasetDocument() {}

    /** @throws InvalidDatasetException naming the place in the document, the value and the remedy */
    public static Dataset read(String yamlOrJson) {
        try {
            Dataset dataset = YAML.readValue(yamlOrJson, Dataset.class);
            if (dataset == null) {
                throw new InvalidDatasetException("", "the document is empty; see the reference page for an example");
            }
            return dataset;
        } catch (JsonMappingException e) {
            throw located(e);
        } catch (JsonProcessingException e) {
            throw new InvalidDatasetException("", "neither YAML nor JSON: " + e.getOriginalMessage());
        }
    }

    /** @return the document as JSON with every default filled in */
    public static String json(Dataset dataset) {
        try {
            return JSON.writeValueAsString(dataset);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checked dataset can always be written", e);
        }
    }

    private static InvalidDatasetException located(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new InvalidDatasetException(
                    path.toString(),
                    "'%s' is not known here; known are %s"
                            .formatted(unknown.getPropertyName(), unknown.getKnownPropertyIds()));
        }
        String message = e.getCause() instanceof IllegalArgumentException cause
                ? String.valueOf(cause.getMessage())
                : e.getOriginalMessage();
        int colon = message.indexOf(": ");
        String field = colon > 0 ? message.substring(0, colon) : "";
        if (!field.matches("[a-zA-Z]+")) {
            return new InvalidDatasetException(path.toString(), message);
        }
        // a record's own check names its field first; the field belongs to the path, unless Jackson's path ends in it
        // already
        if (!path.toString().equals(field) && !path.toString().endsWith("." + field)) {
            path.append(path.isEmpty() ? "" : ".").append(field);
        }
        return new InvalidDatasetException(path.toString(), message.substring(colon + 2));
    }
}
