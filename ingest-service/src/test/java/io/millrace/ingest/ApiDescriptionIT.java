package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.api.ParkedApi;
import io.millrace.ingest.api.StreamApi;
import io.millrace.ingest.api.UploadApi;
import io.millrace.ingest.api.UploadStatusApi;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** What the service says that it offers is what its resources do. */
@QuarkusTest
@WithTestResource(IngestServers.class)
class ApiDescriptionIT extends UploadClient {
    private static final List<Class<?>> APIS =
            List.of(UploadApi.class, UploadStatusApi.class, ParkedApi.class, StreamApi.class);

    @Test
    void theDocumentHasAllOperationsAndNoOther() throws Exception {
        Set<String> described = new TreeSet<>();
        get("/q/openapi?format=json").body().get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> described.add("%s %s %s"
                        .formatted(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue().path("operationId").asText()))));
        Set<String> offered = APIS.stream()
                .flatMap(api -> Arrays.stream(api.getDeclaredMethods()).map(method -> "%s %s %s"
                        .formatted(
                                verb(method),
                                path(api, method),
                                method.getAnnotation(Operation.class).operationId())))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(offered).hasSize(16);
    }

    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .flatMap(annotation ->
                        Stream.ofNullable(annotation.annotationType().getAnnotation(HttpMethod.class)))
                .map(HttpMethod::value)
                .findFirst()
                .orElseThrow();
    }

    private static String path(Class<?> api, Method method) {
        String base = api.getAnnotation(Path.class).value();
        Path rest = method.getAnnotation(Path.class);
        return rest == null ? base : base + "/" + rest.value();
    }
}
