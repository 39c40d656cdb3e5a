package io.millrace.partition;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.partition.api.AdoptApi;
import io.millrace.partition.api.AnalyzeApi;
import io.millrace.partition.api.ArchiveApi;
import io.millrace.partition.api.DatasetApi;
import io.millrace.partition.api.ForgetApi;
import io.millrace.partition.api.HealthApi;
import io.millrace.partition.api.MigrationApi;
import io.millrace.partition.api.PartitionApi;
import io.millrace.partition.api.RowsApi;
import io.millrace.partition.api.StatsApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** What the service says that it offers is what its resources do. */
@QuarkusTest
@WithTestResource(Servers.class)
class ApiDescriptionIT {
    private static final List<Class<?>> APIS = List.of(
            DatasetApi.class,
            RowsApi.class,
            PartitionApi.class,
            StatsApi.class,
            HealthApi.class,
            ArchiveApi.class,
            AdoptApi.class,
            ForgetApi.class,
            AnalyzeApi.class,
            MigrationApi.class);

    @Test
    void theDocumentHasAllOperationsAndNoOther() {
        Map<String, Map<String, Map<String, Object>>> paths = given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("paths");
        paths.keySet().removeIf(path -> path.startsWith("/q/")); // the probes, which Quarkus describes
        Set<String> described = new TreeSet<>();
        paths.forEach((path, operations) -> operations.forEach((verb, operation) -> described.add(
                "%s %s %s".formatted(verb.toUpperCase(Locale.ROOT), path, operation.get("operationId")))));
        Set<String> offered = APIS.stream()
                .flatMap(api -> Arrays.stream(api.getDeclaredMethods()).map(method -> "%s %s %s"
                        .formatted(
                                verb(method),
                                path(api, method),
                                method.getAnnotation(Operation.class).operationId())))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(offered).hasSize(26);
    }

    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .flatMap(annotation ->
                        Stream.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class)))
                .map(HttpMethod::value)
                .findFirst()
                .orElseThrow();
    }

    /** @return as the document writes it: without the patterns of its parameters */
    private static String path(Class<?> api, Method method) {
        String base = api.getAnnotation(Path.class).value();
        Path rest = method.getAnnotation(Path.class);
        return (rest == null ? base : base + "/" + rest.value()).replaceAll(": [^}]*", "");
    }
}
