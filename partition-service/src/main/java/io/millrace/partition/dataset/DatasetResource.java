package io.millrace.partition.dataset;

import io.millrace.api.Problem;
import io.millrace.api.dataset.DatasetView;
import io.millrace.contract.dataset.Dataset;
import io.millrace.partition.api.DatasetApi;
import io.millrace.partition.dataset.DatasetRegistry.Applied;
import io.millrace.partition.dataset.DatasetRegistry.Step;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** {@code /v1/datasets}. */
@Singleton
@RunOnVirtualThread
public class DatasetResource implements DatasetApi {
    private final DatasetRegistry datasets;
    private final DatasetStore store;
    private final Jdbi jdbi;

    DatasetResource(DatasetRegistry datasets, DatasetStore store, Jdbi jdbi) {
        this.datasets = datasets;
        this.store = store;
        this.jdbi = jdbi;
    }

    @Override
    public Response put(String name, byte[] body) {
        Dataset wanted = DocumentReader.read(name, new String(body, StandardCharsets.UTF_8));
        Applied applied = datasets.apply(wanted);
        return Response.status(applied.step() == Step.CREATED ? 201 : 200)
                .entity(view(applied.stored(), applied.published(), applied.warnings()))
                .build();
    }

    @Override
    public List<DatasetView> list() {
        return jdbi.withHandle(store::all).stream().map(DatasetResource::view).toList();
    }

    @Override
    public DatasetView get(String name, Optional<String> version) {
        Optional<Integer> number = version.map(DatasetResource::number);
        if (number.isPresent()) {
            return jdbi.withHandle(handle -> store.version(handle, name, number.get()))
                    .map(DatasetResource::view)
                    .orElseThrow(() -> DatasetProblems.unknownVersion(name, number.get()));
        }
        return jdbi.withHandle(handle -> store.latest(handle, name))
                .map(DatasetResource::view)
                .orElseThrow(() -> DatasetProblems.unknown(name));
    }

    @Override
    public void delete(String name) {
        datasets.delete(name);
    }

    private static DatasetView view(StoredDataset stored) {
        return view(stored, null, List.of());
    }

    private static DatasetView view(StoredDataset stored, @Nullable Boolean published, List<String> warnings) {
        Dataset definition = stored.definition();
        return new DatasetView(
                definition.name(), stored.version(), stored.createdAt(), published, warnings, definition);
    }

    private static int number(String version) {
        try {
            return Integer.parseInt(version);
        } catch (NumberFormatException e) {
            throw Problem.of(400, "invalid-parameter", "Invalid parameter", "version is a number, such as 1.")
                    .at("version", version)
                    .exception();
        }
    }
}
