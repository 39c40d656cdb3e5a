package io.millrace.ingest.api;

import io.millrace.api.upload.UploadStatus;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/uploads}. */
@Path("/v1/uploads")
@Tag(name = "Uploads")
public interface UploadStatusApi {

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "uploads", summary = "The latest uploads", description = "The newest first.")
    @APIResponse(responseCode = "200", description = "The uploads.")
    @APIResponse(responseCode = "400", description = "The limit is not usable.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<List<UploadStatus>> list(
            @Parameter(description = "Only uploads to this dataset.", example = "readings")
                    @QueryParam("dataset")
                    @Nullable
                    String dataset,
            @Parameter(description = "How many at most: 1 to 1000.", example = "20") @QueryParam("limit") @Nullable
                    String limit);

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "uploadStatus",
            summary = "How far an upload is",
            description =
                    "With ?wait the answer comes when the upload is over (complete, complete_with_rejects, failed, aborted), when it begins to need attention, or when the time is over.")
    @APIResponse(
            responseCode = "200",
            description = "The upload.",
            content = @Content(schema = @Schema(implementation = UploadStatus.class), example = """
                                    {"id":"0b63be6a-0f5d-8e0c-9c8a-0d1b7c0e1f11","dataset":"readings","datasetVersion":1,\
                                    "state":"complete_with_rejects","sourceName":"readings.csv","dryRun":false,\
                                    "units":{"received":300,"loaded":300,"parked":0},\
                                    "rows":{"loaded":2999998,"rejected":2,"duplicate":0},\
                                    "bytes":{"received":177000000,"wire":177000000,"loaded":177000000},\
                                    "startedAt":"2026-01-31T12:00:00Z","receivedAt":"2026-01-31T12:00:03Z",\
                                    "completedAt":"2026-01-31T12:00:06Z","rowsPerSecond":499999.7}"""))
    @APIResponse(responseCode = "400", description = "The id or the time is not usable.")
    @APIResponse(responseCode = "404", description = "There is no such upload.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<UploadStatus> get(
            @Parameter(description = "The upload's id.") @PathParam("id") String id,
            @Parameter(description = "How long to wait for the upload's end, at most 60s.", example = "30s")
                    @QueryParam("wait")
                    @Nullable
                    String wait);

    @GET
    @Path("{id}/rejects")
    @Produces("text/csv")
    @Operation(
            operationId = "uploadRejects",
            summary = "The rejected rows",
            description =
                    "CSV (RFC 4180, UTF-8) in the file's order. `raw` is the record as received (transcoded to UTF-8), without its line end, at most 64 KiB of it; when it is not valid UTF-8, or begins with \\x itself, it is \\x followed by hexadecimal digits. `byte_offset` and `byte_length` are of the unpacked UTF-8 input; `line` counts from 1; `column` is empty when the record as a whole is at fault.")
    @APIResponse(
            responseCode = "200",
            description = "The rejects.",
            content =
                    @Content(
                            mediaType = "text/csv",
                            example =
                                    "line,byte_offset,byte_length,column,reason,raw\n17,944,58,temperature,\"999.0 is above the maximum, 150\",\"s-1,2026-01-31T12:00:00Z,999.0,50.0,1013.2,OK\"\n"))
    @APIResponse(responseCode = "404", description = "There is no such upload.")
    Uni<Response> rejects(@Parameter(description = "The upload's id.") @PathParam("id") String id);

    @DELETE
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "abortUpload",
            summary = "Abort an upload",
            description =
                    "What is loaded stays; nothing more of it will be. A body that is still being received is not read any further.")
    @APIResponse(
            responseCode = "202",
            description = "The upload will be aborted as soon as the loader hears of it.",
            content = @Content(schema = @Schema(implementation = UploadStatus.class)))
    @APIResponse(responseCode = "404", description = "There is no such upload.")
    @APIResponse(responseCode = "409", description = "The upload is over.")
    @APIResponse(responseCode = "503", description = "Kafka or PostgreSQL does not answer.")
    Response abort(@Parameter(description = "The upload's id.") @PathParam("id") String id) throws InterruptedException;
}
