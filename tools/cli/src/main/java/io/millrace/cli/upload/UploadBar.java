package io.millrace.cli.upload;

import io.millrace.api.upload.UploadStatus;
import io.millrace.cli.print.Quantities;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The progress bar on a terminal: bytes sent, then bytes loaded with rows and rows per second. Silent elsewhere. */
final class UploadBar implements AutoCloseable {

    private static final int INTERVAL_MILLISECONDS = 200;
    private static final long MEBIBYTE = 1 << 20;

    private final boolean watched;
    private final long begun = System.nanoTime();
    private @Nullable ProgressBar bar;

    UploadBar(boolean watched) {
        this.watched = watched;
    }

    void sending(UploadFile file) {
        show("sending " + file.name(), file.bytes());
    }

    void sent(long bytes) {
        if (bar != null) {
            bar.stepTo(bytes);
        }
    }

    /** The first call begins the second bar. */
    void loading() {
        show("loading", -1);
    }

    void loaded(UploadStatus upload) {
        if (bar != null) {
            long received = UploadText.bytesReceived(upload);
            bar.maxHint(received > 0 ? received : -1);
            bar.stepTo(upload.bytes().loaded());
            long rows = upload.rows().loaded();
            double seconds = (System.nanoTime() - begun) / 1e9;
            bar.setExtraMessage(" " + Quantities.count(rows) + " rows, " + Quantities.count(Math.round(rows / seconds))
                    + " rows/s");
        }
    }

    void note(String text) {
        close();
        System.err.println(text);
    }

    /** In the middle of the second bar, which begins anew below. */
    void attention(String text) {
        note(text);
        loading();
    }

    private void show(String task, long bytes) {
        close();
        if (watched) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(bytes)
                    .setUnit(" MiB", MEBIBYTE)
                    .setStyle(style())
                    .setUpdateIntervalMillis(INTERVAL_MILLISECONDS)
                    .build();
        }
    }

    private static ProgressBarStyle style() {
        String encoding = System.getProperty("stdout.encoding", "").toUpperCase(Locale.ROOT);
        return encoding.startsWith("UTF") ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
