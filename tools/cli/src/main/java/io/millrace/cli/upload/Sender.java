package io.millrace.cli.upload;

import io.millrace.api.upload.UploadStatus;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Polling;
import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one file, again when the connection breaks or the service asks to wait: under the same key that is the same upload,
 * and what came twice is dropped.
 */
final class Sender {

    private static final int ATTEMPTS = 10;
    private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Api api;
    private final URI ingest;
    private final String path;
    private final String key;

    /** @param path of the request with its query */
    Sender(Api api, URI ingest, String path, String key) {
        this.api = api;
        this.ingest = ingest;
        this.path = path;
        this.key = key;
    }

    /** @param notes hears why an attempt has to be repeated */
    Answer<UploadStatus> send(UploadFile file, LongConsumer sent, Consumer<String> notes) {
        for (int attempt = 1; ; attempt++) {
            Duration pause;
            try {
                HttpResponse<String> response = api.exchange(request(file, sent));
                if (response.statusCode() != 503 || attempt == ATTEMPTS) {
                    return Api.read(response, UploadStatus.class);
                }
                pause = retryAfter(response);
                notes.accept("the service asks to wait " + pause.toSeconds() + " s");
            } catch (IOException e) {
                // At the first attempt nothing was sent yet: a service that is simply not there is told at once.
                if (attempt == ATTEMPTS || attempt == 1 && e instanceof ConnectException) {
                    CommandFailure failure = Api.unreachable(ingest, e);
                    throw new CommandFailure(failure.status(), failure.getMessage() + ". Resume with --key " + key);
                }
                pause = Duration.ofSeconds(Math.min(LONGEST_PAUSE.toSeconds(), 1L << attempt - 1));
                notes.accept("the connection broke (" + e + "); sending again in " + pause.toSeconds() + " s");
            }
            Polling.pause(pause);
        }
    }

    private HttpRequest request(UploadFile file, LongConsumer sent) throws IOException {
        HttpRequest.Builder request = Api.request(ingest, path)
                .timeout(LONGEST_UPLOAD)
                .header("Content-Type", file.contentType())
                .header("Content-Disposition", "attachment; filename=\"" + file.name() + "\"")
                .header("Idempotency-Key", key)
                .POST(new CountedBody(file.path(), sent));
        file.contentEncoding().ifPresent(encoding -> request.header("Content-Encoding", encoding));
        return request.build();
    }

    private static Duration retryAfter(HttpResponse<String> response) {
        @Nullable String header = response.headers().firstValue("Retry-After").orElse(null);
        try {
            long seconds = header == null ? 2 : Long.parseLong(header.strip());
            return Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_PAUSE.toSeconds()));
        } catch (NumberFormatException aDate) {
            return LONGEST_PAUSE;
        }
    }
}
