package io.millrace.ingest.receive;

import com.google.protobuf.ByteString;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Job;
import io.millrace.edge.kafka.KafkaIds;
import java.util.UUID;

/** An upload's job as messages carry it. */
final class JobMessage {
    private JobMessage() {}

    /** @return without the version and the time that it is received with, and without the fields */
    static Job.Builder of(UploadRequest request, UploadBody body, UUID id, ByteString cut) {
        Job.Builder job = Job.newBuilder()
                .setId(ByteString.copyFrom(KafkaIds.bytes(id)))
                .setDataset(request.dataset().dataset().name())
                .setSourceName(body.name())
                .setFormat(format(body.format()))
                .setCut(cut)
                .setDryRun(request.options().dryRun())
                .setIdempotencyKey(request.key());
        Long maxRejects = request.options().maxRejects();
        if (maxRejects != null) {
            job.setMaxRejects(maxRejects);
        }
        return job;
    }

    /** @return without fields, which only the input or the dataset knows */
    private static Format format(InputFormat format) {
        if (format.type() == InputFormat.Type.NDJSON) {
            return Format.newBuilder().setType(Format.Type.NDJSON).build();
        }
        String comment = format.comment();
        return Format.newBuilder()
                .setType(Format.Type.CSV)
                .setDelimiter(format.delimiter())
                .setQuote(format.quote())
                .setEscape(format.escape())
                .setComment(comment == null ? "" : comment)
                .setNullText(format.nullText())
                .build();
    }
}
