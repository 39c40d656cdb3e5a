package io.millrace.ingest.stream;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.millrace.api.Problem;
import io.millrace.api.stream.Skip;
import io.millrace.api.stream.SkipRequest;
import io.millrace.api.stream.StreamStatus;
import io.millrace.api.stream.StreamSummary;
import io.millrace.edge.download.DownloadFormat;
import io.millrace.edge.problem.ProblemMappers;
import io.millrace.ingest.api.StreamApi;
import io.millrace.ingest.option.RequestParameters;
import io.millrace.ingest.reject.RejectPages;
import io.millrace.ingest.reject.RejectQuery;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** {@code /v1/streams}. */
@Singleton
public class StreamResource implements StreamApi {
    private final StreamStatuses streams;
    private final Skips skips;
    private final RejectPages pages;

    StreamResource(StreamStatuses streams, Skips skips, RejectPages pages) {
        this.streams = streams;
        this.skips = skips;
        this.pages = pages;
    }

    @Override
    public Uni<List<StreamSummary>> list() {
        return streams.all();
    }

    @Override
    public Uni<StreamStatus> get(String dataset) {
        return streams.get(dataset);
    }

    @Override
    public Uni<Response> rejects(String dataset, @Nullable String limit, @Nullable String since, HttpHeaders headers) {
        RejectQuery rejects = StreamRejects.of(dataset, RequestParameters.limit(limit), RequestParameters.since(since));
        DownloadFormat format = DownloadFormat.of(headers.getAcceptableMediaTypes());
        return streams.checkReadable(dataset).map(readable -> pages.download(rejects, format, dataset));
    }

    @Override
    public Uni<Skip> skip(String dataset, String partition, @Nullable String dryRun, @Nullable SkipRequest request) {
        return skips.skip(
                dataset,
                RequestParameters.partition(partition),
                request == null ? new SkipRequest(null) : request,
                RequestParameters.dryRun(dryRun));
    }

    @ServerExceptionMapper
    Response unreadable(MismatchedInputException e) {
        return ProblemMappers.response(Problem.of(
                400,
                "bad-request",
                "Bad Request",
                "The body is not usable: %s. Send {\"to\": \"earliest\"}, \"latest\" or an offset."
                        .formatted(e.getOriginalMessage())));
    }
}
