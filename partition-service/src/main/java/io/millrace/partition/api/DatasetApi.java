package io.millrace.partition.api;

import io.millrace.api.Problem;
import io.millrace.api.dataset.DatasetView;
import io.millrace.contract.dataset.Dataset;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** {@code /v1/datasets}. */
@Path("/v1") // not /v1/datasets: it would hide what other resources have below it
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Datasets", description = "Named target tables and all that is known of them.")
public interface DatasetApi {

    @PUT
    @Path("datasets/{name}")
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "putDataset", summary = "Create or change a dataset", description = """
                    Creates the table with its indexes and partitions, or adopts the table that is there, stores the \
                    definition as a new version and announces it to the other services. The same definition again \
                    changes nothing, unless the table is gone: it is made again. Units of the dataset that are parked are \
                    tried again at once. A dataset that exists can get more nullable columns, looser checks, longer \
                    varchars, more indexes and other defaults, formats, windows, premake and retention; all of this \
                    while rows are being loaded. Anything else is refused with the place in the document and the \
                    reason. The body is YAML or JSON, whatever its Content-Type says; `name` may be left out of it.""")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/yaml",
                            schema = @Schema(implementation = Dataset.class),
                            examples =
                                    @ExampleObject(
                                            name = "readings",
                                            summary = "Sensor readings, a partition a month",
                                            value = Examples.READINGS)))
    @APIResponse(
            responseCode = "201",
            description = "The dataset is new.",
            content = @Content(schema = @Schema(implementation = DatasetView.class)))
    @APIResponse(
            responseCode = "200",
            description = "The dataset has a new version, or had this definition already.",
            content = @Content(schema = @Schema(implementation = DatasetView.class)))
    @APIResponse(
            responseCode = "400",
            description = "The body is neither YAML nor JSON.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "409",
            description =
                    "The definition does not go together with the previous one, with the table that is there or with what the database allows; `field` is the first place at fault, `detail` tells all.",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "a stricter check", value = Examples.REFUSED)))
    @APIResponse(
            responseCode = "422",
            description = "The definition is wrong; `field` is the place in the document.",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "an unknown type", value = Examples.INVALID)))
    Response put(
            @Parameter(description = "1 to 100 of a-z, 0-9, _ and -, a letter first.", example = "readings") @RestPath
                    String name,
            byte[] body);

    @GET
    @Path("datasets")
    @Operation(operationId = "listDatasets", summary = "List the datasets, each in its newest version, by name")
    List<DatasetView> list();

    @GET
    @Path("datasets/{name}")
    @Operation(operationId = "getDataset", summary = "Show a dataset")
    @APIResponse(
            responseCode = "200",
            description = "The version asked for.",
            content = @Content(schema = @Schema(implementation = DatasetView.class)))
    @APIResponse(
            responseCode = "404",
            description = "There is no such dataset or version.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    DatasetView get(
            @RestPath String name,
            @Parameter(description = "The version; the newest one without it.") @RestQuery Optional<String> version);

    @DELETE
    @Path("datasets/{name}")
    @Operation(
            operationId = "deleteDataset",
            summary = "Delete a dataset",
            description =
                    "The services forget the definition and its partitions are no longer looked after. The table and its rows stay: drop it by hand, or adopt it again with a PUT.")
    @APIResponse(responseCode = "204", description = "The dataset is no more.")
    @APIResponse(
            responseCode = "404",
            description = "There is no such dataset.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "409",
            description = "Uploads of the dataset are not finished.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    void delete(@RestPath String name);
}
