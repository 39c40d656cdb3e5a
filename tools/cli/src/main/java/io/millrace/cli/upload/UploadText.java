package io.millrace.cli.upload;

import io.millrace.api.upload.UploadState;
import io.millrace.api.upload.UploadStatus;
import io.millrace.cli.print.Quantities;
import io.millrace.cli.print.Table;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An upload as people read it. */
final class UploadText {

    private UploadText() {}

    /** All that is known of one. */
    static String of(UploadStatus upload) {
        Table table = new Table("upload", upload.id().toString())
                .row("dataset", upload.dataset())
                .row("file", text(upload.sourceName()))
                .row("state", upload.state().toString());
        if (upload.reason() != null) {
            table.row("reason", upload.reason());
        }
        if (upload.state() == UploadState.ATTENTION) {
            table.row("units parked", Quantities.count(upload.units().parked()))
                    .row("see", "./millrace parked --job " + upload.id());
        }
        return table.row("rows loaded", Quantities.count(upload.rows().loaded()))
                .row("rows rejected", Quantities.count(upload.rows().rejected()))
                .row("rows duplicate", Quantities.count(upload.rows().duplicate()))
                .row("bytes received", Quantities.count(bytesReceived(upload)))
                .row("bytes loaded", Quantities.count(upload.bytes().loaded()))
                .row("started", text(upload.startedAt()))
                .row("took", took(upload).map(Quantities::seconds).orElse(""))
                .render();
    }

    /** What became of one that is waited for no longer. */
    static String outcome(UploadStatus upload) {
        String begin = "upload " + upload.id();
        return switch (upload.state()) {
            case COMPLETE -> counts(upload) + "\n" + begin + " is complete";
            case COMPLETE_WITH_REJECTS ->
                counts(upload) + "\n" + begin + " is complete with rejects: ./millrace rejects " + upload.id();
            case FAILED, ABORTED -> counts(upload) + "\n" + begin + " " + upload.state() + ": " + text(upload.reason());
            case ATTENTION ->
                counts(upload) + "\n" + begin + " needs attention, and goes on by itself once that is mended: "
                        + attention(upload);
            case RECEIVING, LOADING -> begin + " is accepted: ./millrace uploads " + upload.id();
        };
    }

    /** What is the matter with parked units, and where more is told. */
    static String attention(UploadStatus upload) {
        long parked = upload.units().parked();
        return "%s %s parked: %s; see ./millrace parked --job %s"
                .formatted(
                        Quantities.count(parked),
                        parked == 1 ? "unit is" : "units are",
                        text(upload.reason()),
                        upload.id());
    }

    /** Of the unpacked input; 0 while it is not known. */
    static long bytesReceived(UploadStatus upload) {
        @Nullable Long received = upload.bytes().received();
        return received == null ? 0 : received;
    }

    static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String counts(UploadStatus upload) {
        return Quantities.count(upload.rows().loaded()) + " rows loaded, "
                + Quantities.count(upload.rows().rejected()) + " rejected, "
                + Quantities.count(upload.rows().duplicate()) + " duplicate"
                + took(upload).map(took -> ", " + Quantities.seconds(took)).orElse("");
    }

    /** From the first byte to the last commit, as the services saw it. */
    private static Optional<Duration> took(UploadStatus upload) {
        return Optional.ofNullable(upload.completedAt()).map(end -> Duration.between(upload.startedAt(), end));
    }
}
