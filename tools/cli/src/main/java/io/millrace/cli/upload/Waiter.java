package io.millrace.cli.upload;

import io.millrace.cli.http.Api;
import io.millrace.cli.print.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Follows an upload until its story has ended. Services may come and go meanwhile: what was accepted is loaded later. */
final class Waiter {

    private static final String WAIT = "?wait=1s";
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final Api api;
    private final URI ingest;
    private final Duration patience;

    /** @param patience for an upload of which nothing comes in any more but units are parked: a person has to act */
    Waiter(Api api, URI ingest, Duration patience) {
        this.api = api;
        this.ingest = ingest;
        this.patience = patience;
    }

    /**
     * @param progress hears of every answer
     * @param attention hears what is parked and why, whenever that changes
     * @return the upload at its end, or when it has stood still for so long with parked units
     */
    Job await(Job accepted, Consumer<Job> progress, Consumer<String> attention) {
        long heard = System.nanoTime();
        String stand = "";
        String told = "";
        long moved = heard;
        while (true) {
            String trouble;
            try {
                HttpResponse<String> response = api.exchange(Api.request(ingest, "/v1/uploads/" + accepted.id() + WAIT)
                        .build());
                // 404: nothing of it is loaded yet, and the answering replica is not the one that took it.
                if (response.statusCode() != 404 && response.statusCode() / 100 != 5) {
                    Job job = new Job(Api.json(response));
                    progress.accept(job);
                    if (job.hasEnded()) {
                        return job;
                    }
                    heard = System.nanoTime();
                    if (!job.stand().equals(stand) || !job.needsAttention()) {
                        stand = job.stand();
                        moved = heard;
                    }
                    String now = job.needsAttention() ? job.attention() : "";
                    if (!now.equals(told) && !now.isEmpty()) {
                        attention.accept(now);
                    }
                    told = now;
                    if (heard - moved >= patience.toNanos()) {
                        return job;
                    }
                    continue;
                }
                trouble = "status " + response.statusCode();
            } catch (IOException e) {
                trouble = e.toString();
            }
            stand = ""; // what comes in while nobody tells of it is not seen
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new Failure(
                        Failure.FAILED,
                        "No news of upload " + accepted.id() + " for " + SILENCE.toMinutes() + " minutes (" + trouble
                                + "). It was accepted and goes on by itself: ./millrace uploads " + accepted.id());
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "interrupted");
        }
    }
}
