package io.millrace.cli.upload;

import io.millrace.api.upload.UploadState;
import io.millrace.api.upload.UploadStatus;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Polling;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Follows an upload until nothing about it will change any more: what was accepted is loaded, sooner or later.
 *
 * @param patience for an upload of which nothing comes in any more but units are parked: a person has to act
 */
record Waiter(Api api, URI ingest, Duration patience) {

    /**
     * @param progress hears of every answer
     * @param attention hears what is parked and why, whenever that changes
     * @return the upload at its end, or when it has stood still for so long with parked units
     */
    Answer<UploadStatus> await(UUID id, Consumer<UploadStatus> progress, Consumer<String> attention) {
        return new Polling(
                        api,
                        ingest,
                        "/v1/uploads/" + id + "?wait=1s",
                        "upload " + id,
                        "It was accepted and goes on by itself: ./millrace uploads " + id)
                .until(UploadStatus.class, new Watcher(patience, progress, attention));
    }

    private static final class Watcher implements Polling.Watcher<UploadStatus> {
        private final Duration patience;
        private final Consumer<UploadStatus> progress;
        private final Consumer<String> attention;
        private String counts = "";
        private String told = "";
        private long moved = System.nanoTime();

        Watcher(Duration patience, Consumer<UploadStatus> progress, Consumer<String> attention) {
            this.patience = patience;
            this.progress = progress;
            this.attention = attention;
        }

        @Override
        public boolean isLast(Answer<UploadStatus> answer) {
            UploadStatus upload = answer.value();
            progress.accept(upload);
            if (upload.state().isFinal()) {
                return true;
            }
            boolean needsAttention = upload.state() == UploadState.ATTENTION;
            long now = System.nanoTime();
            // They differ when anything came in meanwhile, or was parked or given up.
            String news = "%s %s %s".formatted(upload.units(), upload.rows(), upload.bytes());
            if (!news.equals(counts) || !needsAttention) {
                counts = news;
                moved = now;
            }
            String matter = needsAttention ? UploadText.attention(upload) : "";
            if (!matter.equals(told) && needsAttention) {
                attention.accept(matter);
            }
            told = matter;
            return now - moved >= patience.toNanos();
        }

        /** 404: nothing of it is loaded yet, and the answering replica is not the one that took it. */
        @Override
        public boolean saysNothing(int status) {
            return status == 404 || Polling.Watcher.super.saysNothing(status);
        }

        /** What comes in while nobody tells of it is not seen. */
        @Override
        public void missed() {
            counts = "";
        }

        /** The service itself waits for news. */
        @Override
        public Duration pause() {
            return Duration.ZERO;
        }
    }
}
