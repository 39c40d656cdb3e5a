package io.millrace.cli.http;

import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks for the same thing again and again until it has come to its end. Services may come and go meanwhile.
 *
 * @param subject what it is, such as {@code upload 7}
 * @param remedy what to do when nothing is heard of it for long
 */
public record Polling(Api api, URI service, String path, String subject, String remedy) {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    /** Looks at every answer. */
    @FunctionalInterface
    public interface Watcher<T> {

        /** Whether no more answers are wanted. */
        boolean isLast(Answer<T> answer);

        /** Whether an answer with this status says nothing: the service is not ready, or does not know yet. */
        default boolean saysNothing(int status) {
            return status / 100 == 5;
        }

        /** There was no answer, or one that says nothing. */
        default void missed() {}

        /** Between an answer and the next question. */
        default Duration pause() {
            return PAUSE;
        }
    }

    /**
     * @return the last answer
     * @throws CommandFailure when the service refuses, or when nothing was heard for ten minutes
     */
    public <T> Answer<T> until(Class<T> type, Watcher<T> watcher) {
        long heard = System.nanoTime();
        while (true) {
            String trouble;
            try {
                HttpResponse<String> response =
                        api.exchange(Api.request(service, path).build());
                if (!watcher.saysNothing(response.statusCode())) {
                    Answer<T> answer = Api.read(response, type);
                    if (watcher.isLast(answer)) {
                        return answer;
                    }
                    heard = System.nanoTime();
                    pause(watcher.pause());
                    continue;
                }
                trouble = "status " + response.statusCode();
            } catch (IOException e) {
                trouble = e.toString();
            }
            watcher.missed();
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        "No news of %s for %d minutes (%s). %s"
                                .formatted(subject, SILENCE.toMinutes(), trouble, remedy));
            }
            pause(PAUSE);
        }
    }

    /** @throws CommandFailure when this thread is interrupted */
    public static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.FAILED, "interrupted");
        }
    }
}
