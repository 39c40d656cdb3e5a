package io.millrace.ingest;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What becomes of the connection when an answer comes before the body has been read. */
class ConnectionFilter {
    /** A connection that is closed on a client that still sends is reset, and the client may never see its answer. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    @Inject
    CurrentVertxRequest current;

    @ServerResponseFilter
    void add(ContainerRequestContext request, ContainerResponseContext response) {
        RoutingContext routing = current.getCurrent();
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        boolean hasBody = length == null ? request.getHeaderString("Transfer-Encoding") != null : !length.equals("0");
        if (hasBody && !routing.request().isEnded()) {
            response.getHeaders().putSingle("Connection", "close"); // the next request would begin amid this one's body
            Context loop = Vertx.currentContext();
            routing.addEndHandler(answered -> loop.runOnContext(now -> discardAndClose(routing.request(), loop)));
        }
    }

    private static void discardAndClose(HttpServerRequest sent, Context loop) {
        if (sent.isEnded()) {
            sent.connection().close();
            return;
        }
        sent.handler(rest -> {});
        sent.endHandler(ended -> sent.connection().close());
        sent.resume();
        loop.owner().setTimer(LINGER.toMillis(), late -> sent.connection().close());
    }
}
