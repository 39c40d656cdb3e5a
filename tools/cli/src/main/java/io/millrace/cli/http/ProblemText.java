package io.millrace.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.cli.print.CommandFailure;

/** Makes one line of a problem document (RFC 9457). */
final class ProblemText {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST = 300;

    private ProblemText() {}

    static CommandFailure of(int status, String body) {
        return new CommandFailure(CommandFailure.FAILED, message(status, body));
    }

    static String message(int status, String body) {
        try {
            JsonNode problem = JSON.readTree(body);
            String title = problem.path("title").asText("");
            String detail = problem.path("detail").asText("");
            if (!title.isEmpty() || !detail.isEmpty()) {
                String field = problem.path("field").asText("");
                String text = title.isEmpty() || detail.isEmpty() ? title + detail : title + ": " + detail;
                return field.isEmpty() || text.contains(field) ? text : text + " (" + field + ")";
            }
        } catch (JsonProcessingException notAProblem) {
            return plain(status, body);
        }
        return plain(status, body);
    }

    private static String plain(int status, String body) {
        String text = body.strip().replaceAll("\\s+", " ");
        String start = text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text;
        return "The service answered with status " + status + (start.isEmpty() ? "" : ": " + start);
    }
}
