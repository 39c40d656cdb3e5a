package io.millrace.ingest.status;

import io.millrace.api.upload.UploadStatus;
import io.millrace.edge.download.DownloadFormat;
import io.millrace.ingest.api.UploadStatusApi;
import io.millrace.ingest.option.RequestParameters;
import io.millrace.ingest.postgres.StatusQueries;
import io.millrace.ingest.reject.RejectPages;
import io.millrace.ingest.reject.RejectQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/uploads}. */
@Singleton
public class StatusResource implements UploadStatusApi {
    private static final int USUAL_PAGE = 20;

    private final UploadStatuses uploads;
    private final Aborts aborts;
    private final RejectPages pages;

    StatusResource(UploadStatuses uploads, Aborts aborts, RejectPages pages) {
        this.uploads = uploads;
        this.aborts = aborts;
        this.pages = pages;
    }

    @Override
    public Uni<List<UploadStatus>> list(@Nullable String dataset, @Nullable String limit) {
        return uploads.newest(dataset, RequestParameters.page(limit, USUAL_PAGE));
    }

    @Override
    public Uni<UploadStatus> get(String id, @Nullable String wait) {
        return uploads.await(job(id), RequestParameters.wait(wait));
    }

    @Override
    public Uni<Response> rejects(String id) {
        UUID job = job(id);
        return uploads.get(job)
                .map(known -> pages.download(RejectQuery.ofUpload(job), DownloadFormat.CSV, job.toString()));
    }

    @Override
    @RunOnVirtualThread // it waits for Kafka to take the end
    public Response abort(String id) throws InterruptedException {
        UUID job = job(id);
        aborts.abort(job);
        return Response.accepted(StatusQueries.await(uploads.get(job))).build();
    }

    private static UUID job(String id) {
        return RequestParameters.id(
                "id", id, "is not an upload's id; use the one in the answer to the upload, a UUID of 36 characters");
    }
}
