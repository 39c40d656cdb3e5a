package io.millrace.ingest.receive;

import io.millrace.api.Problem;
import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.edge.catalog.DatasetLookup;
import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.option.Coding;
import io.millrace.ingest.option.ContentType;
import io.millrace.ingest.option.FileName;
import io.millrace.ingest.option.OptionProblems;
import io.millrace.ingest.option.UploadOptions;
import io.millrace.ingest.unpack.Unpacking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads requests, before anything of their bodies is read. */
@ApplicationScoped
class UploadRequests {
    private final DatasetLookup datasets;
    private final IngestConfig config;

    UploadRequests(DatasetLookup datasets, IngestConfig config) {
        this.datasets = datasets;
        this.config = config;
    }

    /** @throws io.millrace.api.ProblemException naming the header or parameter at fault */
    UploadRequest read(String dataset, UriInfo uri, HttpHeaders headers) {
        DatasetCatalog.Versioned target = datasets.find(dataset);
        UploadOptions options = UploadOptions.read(uri.getQueryParameters());
        ContentType content = ContentType.parse(headers.getHeaderString(HttpHeaders.CONTENT_TYPE));
        content.checkUpload();
        if (!content.isMultipart()) { // a form's file tells its type itself
            options.format().over(target.dataset().format(), content.format().orElse(null), content);
        }
        String name = options.fileName() == null
                ? ContentType.parse(headers.getHeaderString(HttpHeaders.CONTENT_DISPOSITION))
                        .parameters()
                        .get("filename")
                : options.fileName();
        return new UploadRequest(
                target,
                options,
                content,
                Coding.ofHeader(headers.getHeaderString(HttpHeaders.CONTENT_ENCODING)),
                key(headers.getHeaderString("Idempotency-Key")),
                FileName.clean(name),
                length(headers.getHeaderString(HttpHeaders.CONTENT_LENGTH)));
    }

    private static String key(@Nullable String header) {
        if (header == null) {
            return "";
        }
        if (!header.matches("[\\x20-\\x7e]{1,255}") || header.isBlank()) {
            throw OptionProblems.invalid("Idempotency-Key", header, "use 1 to 255 printable ASCII characters");
        }
        return header;
    }

    private OptionalLong length(@Nullable String header) {
        if (header == null || !header.matches("[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        long length = Long.parseLong(header);
        long most = config.wireLimit().asLongValue();
        if (length > most) {
            throw Problem.of(
                            413,
                            "body-too-large",
                            "The body is too large",
                            String.valueOf(Unpacking.tooLarge(most).getMessage()))
                    .at(HttpHeaders.CONTENT_LENGTH, header)
                    .exception();
        }
        return OptionalLong.of(length);
    }
}
