package io.millrace.stack.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** The resources without their order: the generator keeps that of neither labels nor environments. */
    private static Object resources(String yaml) {
        YAMLMapper mapper = new YAMLMapper();
        try (var values = mapper.readerFor(Object.class).readValues(yaml)) {
            return unordered(values.readAll());
        } catch (IOException e) {
            throw new AssertionError("not YAML: " + e.getMessage(), e);
        }
    }

    private static Object unordered(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> sorted = new TreeMap<>();
                map.forEach((key, held) -> sorted.put(key.toString(), unordered(held)));
                yield sorted;
            }
            case List<?> list ->
                list.stream()
                        .map(ManifestsTest::unordered)
                        .sorted(Comparator.comparing(Object::toString))
                        .toList();
            default -> value;
        };
    }
}
