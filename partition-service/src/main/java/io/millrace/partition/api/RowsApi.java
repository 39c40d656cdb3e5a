package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.partition.SetKind;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /v1/datasets/{name}/rows} and {@code /v1/tables/{table}/rows}. */
@Path("/v1/" + SetKind.SEGMENT + "/{name}/rows")
@Tag(name = "Rows", description = "The rows of a dataset, or of a table that is maintained without one.")
@APIResponse(
        responseCode = "404",
        description = "There is no such dataset, table or row.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
@APIResponse(
        responseCode = "503",
        description = "PostgreSQL does not answer or is too slow, or too many answers with rows are being given.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public interface RowsApi {

    @GET
    @Operation(operationId = "readRows", summary = "Read rows", description = """
                    Streams the rows of [from, to) that all filters hold for, as NDJSON, CSV or Parquet, in no order and \
                    in one answer of any length; partitions outside are not touched. With limit they come in the order \
                    of time, a page at a time: the header Next-Cursor says where the next page begins and is missing on \
                    the last one. With archived=true the rows of partitions that were archived and dropped come, too, \
                    which takes as long as it takes to load their files. An answer that ends early was broken off: the connection closes without the last chunk.""")
    @APIResponse(
            responseCode = "200",
            description = "The rows; with count=true {\"rows\": n}; with explain=true the plan.",
            content = {
                @Content(
                        mediaType = "application/x-ndjson",
                        example =
                                "{\"sensor_id\":\"s-1\",\"recorded_at\":\"2026-01-31T12:00:00+00:00\",\"temperature\":20.5}\n"),
                @Content(mediaType = "text/csv"),
                @Content(mediaType = "application/vnd.apache.parquet")
            })
    @APIResponse(
            responseCode = "400",
            description = "A parameter cannot be used.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    Response rows(
            @RestPath SetKind kind,
            @RestPath String name,
            @Parameter(
                            description =
                                    "The first time: an instant, a day or a month; UTC when it has no offset. All from the beginning when left out.",
                            example = "2026-01-01")
                    @RestQuery
                    @Nullable
                    String from,
            @Parameter(description = "The first time that is not given any more.", example = "2026-02-01")
                    @RestQuery
                    @Nullable
                    String to,
            @Parameter(
                            description =
                                    "column:operator:value with eq, ne, lt, le, gt, ge, in (values between commas), like, ilike; or column:null, column:notnull. Repeat it: all of them must hold.",
                            example = "status:eq:FAIL")
                    @RestQuery
                    List<String> where,
            @Parameter(
                            description = "The columns, between commas; all when left out.",
                            example = "sensor_id,temperature")
                    @RestQuery
                    @Nullable
                    String columns,
            @Parameter(description = "Rows a page, 1 to 10000, in the order of time.") @RestQuery @Nullable
                    String limit,
            @Parameter(description = "Next-Cursor of the page before.") @RestQuery @Nullable String cursor,
            @Parameter(description = "ndjson, csv or parquet; wins over Accept.") @RestQuery @Nullable String format,
            @Parameter(description = "Only count the rows.") @RestQuery boolean count,
            @Parameter(description = "Tell how PostgreSQL would run it: partitions read and left out, costs.")
                    @RestQuery
                    boolean explain,
            @Parameter(
                            description =
                                    "Read partitions that were archived and dropped, too; not with limit, cursor or explain.")
                    @RestQuery
                    boolean archived,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            @Context RoutingContext routing);

    @GET
    @Path("by-key")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "readRowByKey",
            summary = "Read one row",
            description =
                    "Every column of the key is a parameter, such as by-key?sensor_id=s-1&recorded_at=2026-01-31T12:00:00Z. The key is the primary key, or else the smallest unique index; that of a dataset with a key is its key and its time column.")
    @APIResponse(responseCode = "200", description = "The row.")
    @APIResponse(responseCode = "400", description = "A column of the key is missing, or a value is none of its type.")
    @APIResponse(responseCode = "409", description = "The table has no key.")
    Response byKey(
            @RestPath SetKind kind,
            @RestPath String name,
            @Parameter(description = "The columns, between commas; all when left out.") @RestQuery @Nullable
                    String columns,
            @Context UriInfo uri);
}
