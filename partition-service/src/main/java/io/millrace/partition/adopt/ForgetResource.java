package io.millrace.partition.adopt;

import io.millrace.api.migration.Forgotten;
import io.millrace.partition.api.ForgetApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** {@code /v1/tables/{name}/forget}. */
@Singleton
@RunOnVirtualThread
public class ForgetResource implements ForgetApi {
    private final Adoption adoption;

    ForgetResource(Adoption adoption) {
        this.adoption = adoption;
    }

    @Override
    public Forgotten forget(String name, boolean dryRun) {
        return new Forgotten(adoption.forget(name, dryRun).table(), dryRun);
    }
}
