package io.millrace.partition.adopt;

import io.millrace.api.Problem;
import io.millrace.api.migration.AdoptPlan;
import io.millrace.api.migration.AdoptRequest;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.api.AdoptApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tables/{name}/adopt}. */
@Singleton
@RunOnVirtualThread
public class AdoptResource implements AdoptApi {
    private final Adoption adoption;

    AdoptResource(Adoption adoption) {
        this.adoption = adoption;
    }

    @Override
    public AdoptPlan adopt(String name, boolean dryRun, @Nullable AdoptRequest request) {
        AdoptRequest wanted = Objects.requireNonNullElse(request, AdoptRequest.NOTHING);
        return dryRun ? adoption.plan(table(name), wanted) : adoption.adopt(table(name), wanted);
    }

    private static TableName table(String name) {
        try {
            return TableName.parse(name);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "invalid-parameter", "Invalid parameter", String.valueOf(e.getMessage()))
                    .at("name", name)
                    .exception();
        }
    }
}
