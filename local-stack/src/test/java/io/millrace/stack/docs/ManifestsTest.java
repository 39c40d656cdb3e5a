package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** k8s/ holds a copy of the manifests that the services' builds generate. */
class ManifestsTest {
    static final List<String> SERVICES = Checkout.SERVICES;

    @ParameterizedTest
    @FieldSource("SERVICES")
    void theCopyIsWhatTheBuildGenerates(String service) throws IOException {
        Path generated = Checkout.resolve(service + "/target/kubernetes/kubernetes.yml");
        assertThat(generated)
                .as("run ./mvnw -q -pl %s -am -DskipTests package", service)
                .exists();
        Generated.check("k8s/" + service + ".yaml", Checkout.read(generated), (copy, fresh) -> resources(copy)
                .equals(resources(fresh)));
    }

    /** The resources as trees: the generator does not keep the order of labels. */
    private static List<JsonNode> resources(String yaml) {
        YAMLMapper mapper = new YAMLMapper();
        try (var values = mapper.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return values.readAll();
        } catch (IOException e) {
            throw new AssertionError("not YAML: " + e.getMessage(), e);
        }
    }
}
