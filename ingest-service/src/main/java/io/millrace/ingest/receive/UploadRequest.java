package io.millrace.ingest.receive;

import io.millrace.edge.catalog.DatasetCatalog;
import io.millrace.ingest.option.Coding;
import io.millrace.ingest.option.ContentType;
import io.millrace.ingest.option.UploadOptions;
import java.util.OptionalLong;

/**
 * All that a request's line and headers say, checked.
 *
 * @param dataset in its newest version
 * @param key the idempotency key; empty when there is none
 * @param fileName from the query or the Content-Disposition; empty when there is none
 * @param length of the body as announced
 */
record UploadRequest(
        DatasetCatalog.Versioned dataset,
        UploadOptions options,
        ContentType content,
        Coding coding,
        String key,
        String fileName,
        OptionalLong length) {}
