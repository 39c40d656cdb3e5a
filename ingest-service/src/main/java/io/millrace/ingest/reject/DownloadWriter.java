package io.millrace.ingest.reject;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Sends downloads. Quarkus sends a Multi by itself only in the one media type that its method names, and answers of more than
 * one type, or with headers known later, need this.
 */
@Provider
public class DownloadWriter implements ServerMessageBodyWriter<Download> {
    private static final Logger LOG = Logger.getLogger(DownloadWriter.class);

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return Download.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return Download.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(Download download, Type generic, ServerRequestContext request) {
        ResteasyReactiveRequestContext context = (ResteasyReactiveRequestContext) request;
        ServerHttpResponse response = request.serverResponse();
        context.suspend();
        response.setChunked(true);
        var sending = download.pieces()
                .onItem()
                .transformToUniAndConcatenate(piece -> Uni.createFrom().completionStage(() -> response.write(piece)))
                .subscribe()
                .with(sent -> {}, failure -> fail(context, failure), () -> {
                    response.end();
                    context.resume();
                });
        response.addCloseHandler(sending::cancel);
    }

    /** An answer that has begun cannot tell of a failure but by its missing end. */
    private static void fail(ResteasyReactiveRequestContext context, Throwable failure) {
        if (context.serverResponse().headWritten()) {
            LOG.warnf("a download broke off: %s", failure.getMessage());
            context.unwrap(RoutingContext.class).request().connection().close();
            context.resume();
        } else {
            context.resume(failure);
        }
    }

    @Override
    public void writeTo(
            Download download,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream target) {
        throw new UnsupportedOperationException("a download is written in pieces");
    }
}
