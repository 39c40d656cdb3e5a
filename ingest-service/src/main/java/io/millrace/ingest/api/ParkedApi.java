package io.millrace.ingest.api;

import io.millrace.api.parked.Discarded;
import io.millrace.api.parked.ParkedPage;
import io.millrace.api.parked.ParkedUnit;
import io.millrace.api.parked.Retried;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/parked}. */
@Path("/v1/parked")
@Tag(name = "Parked units")
public interface ParkedApi {

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "parkedUnits",
            summary = "The parked units",
            description =
                    "Units of which no rows could be made, for a reason of their own, such as a dropped table. The oldest first.")
    @APIResponse(
            responseCode = "200",
            description = "A page of them, and how many there are.",
            content = @Content(schema = @Schema(implementation = ParkedPage.class), example = """
                                    {"total":1,"datasets":[{"dataset":"readings","units":1}],"parked":[\
                                    {"id":"5f6c2a3e-8f0f-4c56-9d5e-1f0e8c1b2a33","dataset":"readings","stage":"load",\
                                    "job":{"id":"0b63be6a-0f5d-8e0c-9c8a-0d1b7c0e1f11","unit":3,"from":1742848,"to":2324480,\
                                    "sourceName":"readings.csv"},"table":"public.readings",\
                                    "cause":"relation \\"public.readings\\" does not exist",\
                                    "remedy":"Apply the dataset's document again: it makes the table.","attempts":3,\
                                    "parkedAt":"2026-01-31T12:00:00Z","triedAt":"2026-01-31T12:01:10Z",\
                                    "retryAt":"2026-01-31T12:03:10Z","bytes":581632}]}"""))
    @APIResponse(responseCode = "400", description = "A parameter is not usable.")
    @APIResponse(responseCode = "404", description = "There is no such dataset, and nothing of it is parked.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<ParkedPage> list(
            @Parameter(description = "Only units of this dataset.", example = "readings")
                    @QueryParam("dataset")
                    @Nullable
                    String dataset,
            @Parameter(description = "Only units of this upload.") @QueryParam("job") @Nullable String job,
            @Parameter(description = "How many at most: 1 to 1000.", example = "100") @QueryParam("limit") @Nullable
                    String limit,
            @Parameter(description = "The page after this one: `next` of the answer before.")
                    @QueryParam("after")
                    @Nullable
                    String after);

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "parkedUnit", summary = "One parked unit")
    @APIResponse(responseCode = "200", description = "The unit.")
    @APIResponse(responseCode = "400", description = "The id is none.")
    @APIResponse(responseCode = "404", description = "No such unit is parked.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<ParkedUnit> get(@Parameter(description = "The parked unit's id.") @PathParam("id") String id);

    @GET
    @Path("{id}/raw")
    @Operation(
            operationId = "parkedInput",
            summary = "A parked unit's input",
            description =
                    "To look at, or to save before the unit is discarded. Of an upload: its rows as CSV with a header, or as NDJSON, in UTF-8, without the records that could not be framed. Of a stream: NDJSON, an object with offset, timestamp (milliseconds), key, value and headers for each record; what is not UTF-8 is \\x followed by hexadecimal digits. A message that is no unit at all: its bytes.")
    @APIResponse(
            responseCode = "200",
            description = "The input.",
            content = {
                @Content(mediaType = "text/csv"),
                @Content(mediaType = "application/x-ndjson"),
                @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM)
            })
    @APIResponse(responseCode = "400", description = "The id is none.")
    @APIResponse(responseCode = "404", description = "No such unit is parked.")
    @APIResponse(responseCode = "409", description = "Its input is not kept with it; the problem tells where it is.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<Response> raw(@Parameter(description = "The parked unit's id.") @PathParam("id") String id);

    @POST
    @Path("{id}/retry")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "retryParkedUnit", summary = "Try a parked unit now")
    @APIResponse(responseCode = "200", description = "The loader tries it within seconds.")
    @APIResponse(responseCode = "400", description = "The id is none.")
    @APIResponse(responseCode = "404", description = "No such unit is parked.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<Retried> retry(@Parameter(description = "The parked unit's id.") @PathParam("id") String id);

    @POST
    @Path("retry")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "retryParkedUnits",
            summary = "Try parked units now",
            description = "Those of a dataset or of an upload, or all.")
    @APIResponse(responseCode = "200", description = "How many; the loader tries them within seconds.")
    @APIResponse(responseCode = "400", description = "A parameter is not usable.")
    @APIResponse(responseCode = "404", description = "There is no such dataset, and nothing of it is parked.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<Retried> retryAll(
            @Parameter(description = "Only units of this dataset.", example = "readings")
                    @QueryParam("dataset")
                    @Nullable
                    String dataset,
            @Parameter(description = "Only units of this upload.") @QueryParam("job") @Nullable String job);

    @POST
    @Path("{id}/discard")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "discardParkedUnit",
            summary = "Give a parked unit up",
            description =
                    "For good. A unit of an upload becomes one reject that says so. A slice of a stream is passed over, and its partition goes on. A job whose end marker is given up fails.")
    @APIResponse(responseCode = "200", description = "What became of it.")
    @APIResponse(responseCode = "400", description = "The id is none.")
    @APIResponse(responseCode = "404", description = "No such unit is parked.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<Discarded> discard(@Parameter(description = "The parked unit's id.") @PathParam("id") String id);

    @POST
    @Path("discard")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "discardParkedUnits",
            summary = "Give parked units up",
            description =
                    "For good: the 1000 oldest of a dataset or of an upload; `left` tells how many remain, and the same request gives up the next ones. One of the two parameters is required.")
    @APIResponse(responseCode = "200", description = "What became of them.")
    @APIResponse(responseCode = "400", description = "A parameter is not usable, or none is given.")
    @APIResponse(responseCode = "404", description = "There is no such dataset, and nothing of it is parked.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<Discarded> discardAll(
            @Parameter(description = "Only units of this dataset.", example = "readings")
                    @QueryParam("dataset")
                    @Nullable
                    String dataset,
            @Parameter(description = "Only units of this upload.") @QueryParam("job") @Nullable String job);
}
