package io.millrace.ingest.api;

import io.millrace.api.Problem;
import io.millrace.api.upload.UploadStatus;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /v1/datasets/{dataset}/uploads}. */
@Path("/v1/datasets/{dataset}/uploads")
@Tag(name = "Uploads", description = "Files in, and what became of them.")
public interface UploadApi {

    String LOADING = """
            {"id":"0b63be6a-0f5d-8e0c-9c8a-0d1b7c0e1f11","dataset":"readings","datasetVersion":1,"state":"loading",\
            "sourceName":"readings.csv","dryRun":false,"units":{"received":300,"loaded":0},\
            "rows":{"loaded":0,"rejected":0,"duplicate":0},"bytes":{"received":177000000,"wire":177000000,"loaded":0},\
            "startedAt":"2026-01-31T12:00:00Z","receivedAt":"2026-01-31T12:00:03Z"}""";

    @POST
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    @Operation(operationId = "upload", summary = "Upload a file", description = """
            Takes a CSV or NDJSON file of any size as the body, or as the one file of a form. 202 means that Kafka has all of \
            it; the rows follow: see GET /v1/uploads/{id}. With an Idempotency-Key the same upload may be sent as often as \
            need be: what is in already is not loaded again, and an upload that broke off goes on where it was. \
            `curl --data-binary @readings.csv -H 'Content-Type: text/csv' localhost:8080/v1/datasets/readings/uploads`""")
    @Parameter(
            name = "delimiter",
            in = ParameterIn.QUERY,
            description = "CSV: one ASCII character between fields; `tab` or `\\t` for a tab.",
            example = ";",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "quote",
            in = ParameterIn.QUERY,
            description = "CSV: one ASCII character around fields; empty: no quoting.",
            example = "'",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "escape",
            in = ParameterIn.QUERY,
            description =
                    "CSV: one ASCII character before a quote inside quotes; the quote itself unless told otherwise.",
            example = "\\",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "comment",
            in = ParameterIn.QUERY,
            description = "CSV: one ASCII character that begins a line to be skipped.",
            example = "#",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "header",
            in = ParameterIn.QUERY,
            description =
                    "CSV: whether the first record names the fields. When false, field i is the dataset's column i.",
            example = "true",
            schema = @Schema(type = SchemaType.BOOLEAN))
    @Parameter(
            name = "null",
            in = ParameterIn.QUERY,
            description = "CSV: the unquoted text that is NULL.",
            example = "\\N",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "encoding",
            in = ParameterIn.QUERY,
            description = "The charset of the file, such as UTF-8, windows-1252 or UTF-16.",
            example = "windows-1252",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "maxRejects",
            in = ParameterIn.QUERY,
            description = "Rejected rows after which the upload fails; any number unless given.",
            example = "100",
            schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(
            name = "dryRun",
            in = ParameterIn.QUERY,
            description = "Check all rows, load none.",
            example = "false",
            schema = @Schema(type = SchemaType.BOOLEAN))
    @Parameter(
            name = "filename",
            in = ParameterIn.QUERY,
            description = "The file's name, for the status.",
            example = "readings.csv",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "Idempotency-Key",
            in = ParameterIn.HEADER,
            description =
                    "Names this upload: 1 to 255 printable ASCII characters. The same key with the same dataset is the same upload.",
            example = "readings-2026-01-31",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "Content-Encoding",
            in = ParameterIn.HEADER,
            description = "How the body is packed: gzip (several members are fine), zstd or identity.",
            example = "gzip",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "202",
            description = "Kafka has all of the body.",
            headers = @Header(name = "Location", description = "Where its status is: /v1/uploads/{id}."),
            content = @Content(schema = @Schema(implementation = UploadStatus.class), example = LOADING))
    @APIResponse(
            responseCode = "200",
            description = "The upload under this Idempotency-Key is complete; the body was not read.",
            headers = @Header(name = "Idempotent-Replay", description = "true"),
            content = @Content(schema = @Schema(implementation = UploadStatus.class)))
    @APIResponse(
            responseCode = "400",
            description = "An option, a header or the form is not usable; the problem names it.")
    @APIResponse(responseCode = "404", description = "There is no such dataset.")
    @APIResponse(responseCode = "408", description = "The body broke off; the problem tells how much was taken in.")
    @APIResponse(
            responseCode = "409",
            description = "The key belongs to another upload, to one that is over, or to one with other options.")
    @APIResponse(responseCode = "413", description = "The body is larger than this installation takes.")
    @APIResponse(responseCode = "415", description = "The content type or encoding is not accepted.")
    @APIResponse(
            responseCode = "422",
            description = "The header cannot feed the dataset, or the archive cannot be unpacked.")
    @APIResponse(
            responseCode = "503",
            description = "Kafka does not take units; the problem tells how much was taken in. See Retry-After.")
    Response upload(
            @Parameter(description = "The dataset's name.", example = "readings") @PathParam("dataset") String dataset,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            @RequestBody(
                            required = true,
                            description = "The file as it is, or a form with one file.",
                            content = {
                                @Content(
                                        mediaType = "text/csv",
                                        schema = @Schema(type = SchemaType.STRING, format = "binary"),
                                        example = "sensor_id,recorded_at,temperature\ns-1,2026-01-31T12:00:00Z,21.5\n"),
                                @Content(
                                        mediaType = "application/x-ndjson",
                                        schema = @Schema(type = SchemaType.STRING, format = "binary"),
                                        example =
                                                "{\"sensor_id\":\"s-1\",\"recorded_at\":\"2026-01-31T12:00:00Z\",\"temperature\":21.5}\n"),
                                @Content(
                                        mediaType = "application/octet-stream",
                                        schema = @Schema(type = SchemaType.STRING, format = "binary")),
                                @Content(
                                        mediaType = "multipart/form-data",
                                        schema =
                                                @Schema(
                                                        type = SchemaType.OBJECT,
                                                        properties =
                                                                @SchemaProperty(
                                                                        name = "file",
                                                                        type = SchemaType.STRING,
                                                                        format = "binary")))
                            })
                    InputStream body);
}
