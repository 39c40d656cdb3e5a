package io.millrace.ingest.api;

import io.millrace.api.stream.Skip;
import io.millrace.api.stream.SkipRequest;
import io.millrace.api.stream.StreamStatus;
import io.millrace.api.stream.StreamSummary;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /v1/streams}. */
@Path("/v1/streams")
@Tag(name = "Streams")
public interface StreamApi {

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "streams",
            summary = "The streams",
            description =
                    "One for each dataset: what producers write to millrace.records.<dataset>, and how far it is.")
    @APIResponse(responseCode = "200", description = "The streams, in the order of the datasets' names.")
    @APIResponse(responseCode = "503", description = "PostgreSQL or Kafka does not answer.")
    Uni<List<StreamSummary>> list();

    @GET
    @Path("{dataset}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "stream", summary = "How far a stream is, partition by partition")
    @APIResponse(
            responseCode = "200",
            description = "The stream.",
            content = @Content(schema = @Schema(implementation = StreamStatus.class), example = """
                                    {"dataset":"readings","topic":"millrace.records.readings","state":"following",\
                                    "lagRecords":5,"lagSeconds":0.4,"rows":118,"rejects":2,\
                                    "newestAt":"2026-01-31T12:00:00Z","freshnessSeconds":0.214,\
                                    "partitions":[{"partition":0,"topicId":"DUw1kZ0KQ-6CpG9LBz1yWQ","state":"following",\
                                    "position":120,"end":125,"begin":0,"lagRecords":5,"lagSeconds":0.4,"rows":118,\
                                    "rejects":2,"newestAt":"2026-01-31T12:00:00Z","loadedAt":"2026-01-31T12:00:00.214Z",\
                                    "freshnessSeconds":0.214}],"replaced":[]}"""))
    @APIResponse(responseCode = "404", description = "There is no such dataset.")
    @APIResponse(responseCode = "503", description = "PostgreSQL or Kafka does not answer.")
    Uni<StreamStatus> get(
            @Parameter(description = "The dataset's name.", example = "readings") @PathParam("dataset") String dataset);

    @GET
    @Path("{dataset}/rejects")
    @Produces({"text/csv", "application/x-ndjson"})
    @Operation(
            operationId = "streamRejects",
            summary = "The rejected records",
            description =
                    "CSV (RFC 4180, UTF-8), or NDJSON when the client accepts that, in the order of partitions and offsets. `raw` is the record's value as received, without a line end, at most 64 KiB of it; when it is not valid UTF-8, or begins with \\x itself, it is \\x followed by hexadecimal digits. `column` is empty when the record as a whole is at fault.")
    @APIResponse(
            responseCode = "200",
            description = "The rejects.",
            content = {
                @Content(
                        mediaType = "text/csv",
                        example =
                                "topic,partition,offset,column,reason,raw,rejected_at\nmillrace.records.readings,0,17,,not a JSON object,s-1;21.5,2026-01-31T12:00:00Z\n"),
                @Content(
                        mediaType = "application/x-ndjson",
                        example =
                                "{\"topic\":\"millrace.records.readings\",\"partition\":0,\"offset\":17,\"column\":\"\",\"reason\":\"not a JSON object\",\"raw\":\"s-1;21.5\",\"rejected_at\":\"2026-01-31T12:00:00Z\"}\n")
            })
    @APIResponse(responseCode = "400", description = "The limit or the time is not usable.")
    @APIResponse(responseCode = "404", description = "There is no such dataset.")
    @APIResponse(responseCode = "503", description = "PostgreSQL does not answer.")
    Uni<Response> rejects(
            @Parameter(description = "The dataset's name.", example = "readings") @PathParam("dataset") String dataset,
            @Parameter(description = "How many at most; all when left out.", example = "1000")
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Only what was rejected then or later.", example = "2026-01-31T12:00:00Z")
                    @QueryParam("since")
                    @Nullable
                    String since,
            @Context HttpHeaders headers);

    @POST
    @Path("{dataset}/partitions/{partition}/skip")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "skipStream",
            summary = "Go on at another offset",
            description =
                    "The only way past a position that the topic does not have. Forwards always; backwards only out of such a position, since everything else would load records twice. Every skip is written down in millrace.stream_skip.")
    @APIResponse(responseCode = "200", description = "The old and the new position, and what lies between them.")
    @APIResponse(responseCode = "400", description = "The offset is not one that the partition has.")
    @APIResponse(responseCode = "404", description = "There is no such dataset or partition.")
    @APIResponse(
            responseCode = "409",
            description = "Records would be loaded twice, or nobody has read the partition yet.")
    @APIResponse(responseCode = "503", description = "PostgreSQL or Kafka does not answer.")
    Uni<Skip> skip(
            @Parameter(description = "The dataset's name.", example = "readings") @PathParam("dataset") String dataset,
            @Parameter(description = "The partition's number.", example = "0") @PathParam("partition") String partition,
            @Parameter(description = "true: only tell what would happen.") @QueryParam("dryRun") @Nullable
                    String dryRun,
            @RequestBody(required = true) @Nullable SkipRequest request);
}
