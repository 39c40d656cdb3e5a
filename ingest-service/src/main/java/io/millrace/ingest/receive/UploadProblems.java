package io.millrace.ingest.receive;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.ingest.unpack.BadBodyException;
import java.util.UUID;

/** The ways in which an upload goes wrong. */
final class UploadProblems {
    private UploadProblems() {}

    /** 503; the response carries Retry-After. */
    static ProblemException unavailable(String detail) {
        return Problem.of(503, "unavailable", "Not at the moment", detail).exception();
    }

    static ProblemException conflict(String detail, String key) {
        return Problem.of(409, "conflict", "The key belongs to another upload", detail)
                .at("Idempotency-Key", key)
                .exception();
    }

    /** 408: whoever still listens may try again. */
    static ProblemException brokenOff(String detail) {
        return Problem.of(408, "body-broke-off", "The body broke off", detail).exception();
    }

    static ProblemException aborted(UUID id) {
        return Problem.of(
                        409,
                        "aborted",
                        "The upload was aborted",
                        "Upload %s was aborted while its body was being received.".formatted(id))
                .exception();
    }

    static ProblemException of(BadBodyException e) {
        return of(e, String.valueOf(e.getMessage()));
    }

    static ProblemException of(BadBodyException e, String detail) {
        Problem problem =
                switch (e.kind()) {
                    case BROKEN_ARCHIVE -> Problem.of(422, "broken-archive", "The body cannot be unpacked", detail);
                    case TOO_LARGE -> Problem.of(413, "body-too-large", "The body is too large", detail);
                    case BOMB -> Problem.of(422, "suspicious-archive", "The body grows too much when unpacked", detail);
                    case BAD_FORM -> Problem.of(400, "bad-form", "The form is not usable", detail);
                };
        return problem.exception();
    }
}
