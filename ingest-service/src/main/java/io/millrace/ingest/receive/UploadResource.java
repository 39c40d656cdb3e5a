package io.millrace.ingest.receive;

import io.millrace.api.upload.UploadStatus;
import io.millrace.ingest.api.UploadApi;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;

/** {@code POST /v1/datasets/{dataset}/uploads}. */
@Singleton
public class UploadResource implements UploadApi {
    private final UploadRequests requests;
    private final Receiver receiver;

    UploadResource(UploadRequests requests, Receiver receiver) {
        this.requests = requests;
        this.receiver = receiver;
    }

    @Override
    @RunOnVirtualThread // the body is a stream that is waited for
    public Response upload(String dataset, HttpHeaders headers, UriInfo uri, InputStream body) {
        return switch (receiver.receive(requests.read(dataset, uri, headers), body)) {
            case Receiver.Outcome.Received received ->
                answer(202, received.status()).build();
            case Receiver.Outcome.Replayed replayed ->
                answer(200, replayed.status()).header("Idempotent-Replay", true).build();
        };
    }

    private static Response.ResponseBuilder answer(int code, UploadStatus status) {
        return Response.status(code)
                .location(URI.create("/v1/uploads/" + status.id()))
                .type(MediaType.APPLICATION_JSON)
                .entity(status);
    }
}
