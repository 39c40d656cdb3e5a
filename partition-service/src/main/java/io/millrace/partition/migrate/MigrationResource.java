package io.millrace.partition.migrate;

import io.millrace.api.migration.MigrationRequest;
import io.millrace.api.migration.MigrationView;
import io.millrace.partition.api.MigrationApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/migrations}. */
@Singleton
@RunOnVirtualThread
public class MigrationResource implements MigrationApi {
    private final Migrations migrations;

    MigrationResource(Migrations migrations) {
        this.migrations = migrations;
    }

    @Override
    public Response begin(@Nullable MigrationRequest request, boolean dryRun) {
        MigrationRequest wanted = complete(request);
        if (dryRun) {
            return Response.ok(migrations.plan(wanted)).build();
        }
        MigrationView begun = migrations.begin(wanted);
        return Response.accepted(begun)
                .location(URI.create("/v1/migrations/" + begun.id()))
                .build();
    }

    /** Jackson passes null for what the document leaves out. */
    @SuppressWarnings("ConstantValue")
    private static MigrationRequest complete(@Nullable MigrationRequest request) {
        if (request == null || request.kind() == null) {
            throw MigrationProblems.incomplete("kind", "one of copy, attach, recut, undo");
        }
        if (request.table() == null) {
            throw MigrationProblems.incomplete("table", "such as public.events");
        }
        return request;
    }

    @Override
    public List<MigrationView> list() {
        return migrations.list();
    }

    @Override
    public MigrationView get(long id) {
        return migrations.get(id);
    }

    @Override
    public MigrationView pause(long id) {
        return migrations.pause(id);
    }

    @Override
    public MigrationView resume(long id) {
        return migrations.resume(id);
    }

    @Override
    public MigrationView rollBack(long id) {
        return migrations.rollBack(id);
    }

    @Override
    public MigrationView cleanUp(long id) {
        return migrations.cleanUp(id);
    }
}
