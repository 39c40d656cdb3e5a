package io.millrace.ingest.parked;

import io.millrace.api.parked.Discarded;
import io.millrace.api.parked.ParkedPage;
import io.millrace.api.parked.ParkedUnit;
import io.millrace.api.parked.Retried;
import io.millrace.ingest.api.ParkedApi;
import io.millrace.ingest.option.OptionProblems;
import io.millrace.ingest.option.RequestParameters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/parked}. */
@Singleton
public class ParkedResource implements ParkedApi {
    private static final int USUAL_PAGE = 100;

    private final ParkedQueries parked;
    private final ParkedDecisions decisions;

    ParkedResource(ParkedQueries parked, ParkedDecisions decisions) {
        this.parked = parked;
        this.decisions = decisions;
    }

    @Override
    public Uni<ParkedPage> list(
            @Nullable String dataset, @Nullable String job, @Nullable String limit, @Nullable String after) {
        return parked.page(filter(dataset, job), ParkedCursor.of(after), RequestParameters.page(limit, USUAL_PAGE));
    }

    @Override
    public Uni<ParkedUnit> get(String id) {
        return parked.get(unit(id));
    }

    @Override
    public Uni<Response> raw(String id) {
        UUID unit = unit(id);
        return parked.input(unit).map(input -> Response.ok(input.body().toByteArray(), input.contentType())
                .header("Content-Disposition", "attachment; filename=\"parked-%s.%s\"".formatted(unit, input.suffix()))
                .build());
    }

    @Override
    public Uni<Retried> retry(String id) {
        return decisions.retry(unit(id));
    }

    @Override
    public Uni<Retried> retryAll(@Nullable String dataset, @Nullable String job) {
        return decisions.retry(filter(dataset, job));
    }

    @Override
    public Uni<Discarded> discard(String id) {
        return decisions.discard(unit(id));
    }

    @Override
    public Uni<Discarded> discardAll(@Nullable String dataset, @Nullable String job) {
        ParkedFilter filter = filter(dataset, job);
        if (filter.isAll()) {
            throw OptionProblems.invalid("dataset", null, "give dataset or job: not everything is given up at once");
        }
        return decisions.discard(filter);
    }

    private static UUID unit(String id) {
        return RequestParameters.id(
                "id", id, "is not a parked unit's id; GET /v1/parked lists them, each a UUID of 36 characters");
    }

    private static ParkedFilter filter(@Nullable String dataset, @Nullable String job) {
        String remedy = "is not an upload's id; GET /v1/uploads lists them, each a UUID of 36 characters";
        return new ParkedFilter(dataset, job == null ? null : RequestParameters.id("job", job, remedy));
    }
}
