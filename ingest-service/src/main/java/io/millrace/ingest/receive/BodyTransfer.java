package io.millrace.ingest.receive;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.End;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.Slice;
import io.millrace.ingest.IngestMeters;
import io.millrace.ingest.publish.Publication;
import io.millrace.ingest.publish.UnpublishedException;
import io.millrace.ingest.split.Splitter;
import io.millrace.ingest.status.LedgerLines;
import io.millrace.ingest.status.UploadProgress;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One body on its way: slice by slice from the socket to Kafka. Whatever goes wrong, Kafka then has whole units and no end, so
 * that the same key completes the job.
 */
final class BodyTransfer {
    /** The body holds something else at a place whose unit is in already. */
    static final class ConflictException extends Exception {
        ConflictException(int unit) {
            super("unit %d differs from the one that is loaded under the same key".formatted(unit));
        }
    }

    private final UploadBody body;
    private final Splitter splitter;
    private final Publication publication;
    private final LedgerLines loaded;
    private final UploadProgress progress;
    private final IngestMeters meters;
    private final String dataset;

    BodyTransfer(
            UploadBody body,
            Splitter splitter,
            Publication publication,
            LedgerLines loaded,
            UploadProgress progress,
            IngestMeters meters) {
        this.body = body;
        this.splitter = splitter;
        this.publication = publication;
        this.loaded = loaded;
        this.progress = progress;
        this.meters = meters;
        Job job = progress.job();
        dataset = job.getDataset();
    }

    /** Reads the body to its end; returns when Kafka has all of it. */
    void run(Clock clock) throws IOException, UnpublishedException, InterruptedException, ConflictException {
        Slice slice = splitter.next();
        while (slice != null) {
            take(slice);
            progress.advance(splitter.units(), splitter.bytes(), body.wireBytes());
            slice = splitter.next();
        }
        body.finish();
        Instant now = clock.instant();
        publication.publish(End.newBuilder()
                .setUnits(splitter.units())
                .setBytes(splitter.bytes())
                .setWireBytes(body.wireBytes())
                .setSha256(ByteString.copyFrom(splitter.sha256()))
                .setReceivedAt(ChronoUnit.MICROS.between(Instant.EPOCH, now))
                .build());
        progress.received(body.wireBytes(), now);
    }

    private void take(Slice slice) throws UnpublishedException, InterruptedException, ConflictException {
        LedgerLines.Verdict verdict = loaded.ask(slice);
        switch (verdict) {
            case MISSING -> publication.publish(slice);
            case SAME -> {}
            case DIFFERENT -> throw new ConflictException(slice.getNumber());
        }
        meters.unit(dataset, verdict == LedgerLines.Verdict.MISSING);
        meters.bytes(dataset, slice.getTo() - slice.getFrom());
    }
}
