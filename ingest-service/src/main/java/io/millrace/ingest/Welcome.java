package io.millrace.ingest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What a browser finds at the service's address. */
@Path("/")
public class Welcome {
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Map<String, String> links() {
        return Map.of(
                "service", "Millrace ingest",
                "documentation", "/q/swagger-ui",
                "openapi", "/q/openapi",
                "uploads", "/v1/uploads",
                "streams", "/v1/streams",
                "health", "/q/health");
    }
}
