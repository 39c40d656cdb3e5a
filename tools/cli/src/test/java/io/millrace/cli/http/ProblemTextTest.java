package io.millrace.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTextTest {

    @Test
    void aProblemBecomesOneLine() {
        String problem = """
                {"title": "There is no such dataset", "status": 404, "detail": "'reedings' is unknown; known are readings",
                 "field": "name"}
                """;
        assertThat(ProblemText.message(404, problem))
                .isEqualTo("There is no such dataset: 'reedings' is unknown; known are readings (name)");
    }

    @Test
    void anythingElseIsQuotedShortly() {
        assertThat(ProblemText.message(502, "<html>\n  Bad   Gateway"))
                .isEqualTo("The service answered with status 502: <html> Bad Gateway");
        assertThat(ProblemText.message(413, "")).isEqualTo("The service answered with status 413");
        assertThat(ProblemText.message(500, "{}")).isEqualTo("The service answered with status 500: {}");
    }
}
