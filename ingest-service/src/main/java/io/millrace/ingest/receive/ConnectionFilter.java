package io.millrace.ingest.receive;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Headers that follow from the status alone. */
class ConnectionFilter {
    private static final int RETRY_SECONDS = 5;

    @ServerResponseFilter
    void add(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == 503) {
            response.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        boolean bodyMayRemain = request.getMethod().equals(HttpMethod.POST) && response.getStatus() != 202;
        if (bodyMayRemain) {
            response.getHeaders().putSingle("Connection", "close"); // the next request would begin amid this one's body
        }
    }
}
