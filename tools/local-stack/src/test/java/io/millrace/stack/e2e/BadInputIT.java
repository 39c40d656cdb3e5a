package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.options.Component;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gets its precise reject, and its neighbours are loaded. */
class BadInputIT {
    private static final String GOOD = "s1,2025-03-01T00:00:00Z,20.5,50,1000,OK\n";

    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
        installation.dataset("bad", Datasets.readings("bad", "public.e2e_bad"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s1,2025-03-01T00:00:00Z,abc,50,1000,OK | temperature | abc",
                "s1,2025-03-01T00:00:00Z,1e999,50,1000,OK | temperature | 1e999",
                "s1,2025-03-01T00:00:00Z,20,101,1000,OK | humidity | 101",
                "s1,2025-03-01T00:00:00Z,20,50,1000,BROKEN | status | BROKEN",
                ",2025-03-01T00:00:00Z,20,50,1000,OK | sensor_id | NULL in a column that requires a value",
                "s1,,20,50,1000,OK | recorded_at | NULL in a column that requires a value",
                "s1,2025-02-30T00:00:00Z,20,50,1000,OK | recorded_at | 2025-02-30",
                "s1,10000-01-01T00:00:00Z,20,50,1000,OK | recorded_at | 10000-01-01",
                "s1,2999-01-01T00:00:00Z,20,50,1000,OK | recorded_at | 2999",
                "s1,2025-03-01T00:00:00Z,20 | `` | 3 fields",
                "s1,2025-03-01T00:00:00Z,20,50,1000,OK,extra | `` | 7 fields",
                "s\u0000,2025-03-01T00:00:00Z,20,50,1000,OK | sensor_id | NUL",
            })
    void aRowThatBreaksTheContractIsRejectedAlone(String row, String column, String reason) {
        String csv = Sensors.HEADER + GOOD + row + "\n" + GOOD;
        Answer ended = installation.load("bad", csv);
        assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete_with_rejects");
        assertThat(ended.rows("loaded")).isEqualTo(2);
        assertThat(ended.rows("rejected")).isEqualTo(1);
        String[] reject = installation
                .sql("SELECT line || '|' || byte_offset || '|' || byte_length || '|' || column_name || '|' || reason"
                        + " FROM millrace.reject WHERE job_id = '" + ended.id() + "'")
                .split("\\|", 5);
        assertThat(reject[0]).isEqualTo("3");
        assertThat(reject[1]).isEqualTo(String.valueOf(Sensors.HEADER.length() + GOOD.length()));
        assertThat(reject[3]).isEqualTo(column);
        assertThat(reject[4]).contains(reason);
        assertThat(installation.sql("SELECT raw = decode('" + hex(row) + "', 'hex') OR raw = decode('" + hex(row + "\n")
                        + "', 'hex') FROM millrace.reject WHERE job_id = '" + ended.id() + "'"))
                .isEqualTo("t");
    }

    @Test
    void aQuoteThatNeverClosesCostsItsOwnLine() {
        Answer ended = installation.load(
                "bad", Sensors.HEADER + GOOD + "s1,2025-03-01T00:00:00Z,20,50,1000,\"OK\n" + GOOD + GOOD);
        assertThat(ended.rows("loaded")).isEqualTo(3);
        assertThat(ended.rows("rejected")).isEqualTo(1);
        assertThat(installation.rejects(ended.id())).contains("quote");
    }

    @Test
    void aStrayQuoteThatClosesWronglyMuchLaterCostsItsOwnLine() {
        String stray = "s1,2025-03-01T00:00:00Z,20,50,1000,\"OK\n";
        String quoted = "\"s1\",2025-03-01T00:00:00Z,20,50,1000,OK\n";
        Answer ended = installation.load("bad", Sensors.HEADER + stray + GOOD.repeat(30_000) + quoted);
        assertThat(ended.state()).isEqualTo("complete_with_rejects");
        assertThat(ended.rows("loaded")).isEqualTo(30_001);
        assertThat(ended.rows("rejected")).isEqualTo(1);
        assertThat(installation.rejects(ended.id())).contains("field 6 begins with a quote");
    }

    @Test
    void invalidUtf8IsRejectedAlone() {
        byte[] good = (Sensors.HEADER + GOOD).getBytes(StandardCharsets.UTF_8);
        byte[] csv = (Sensors.HEADER + GOOD + "s?,2025-03-01T00:00:00Z,20,50,1000,OK\n" + GOOD)
                .getBytes(StandardCharsets.UTF_8);
        csv[good.length + 1] = (byte) 0xC3;
        Answer accepted = installation.upload("bad", BodyPublishers.ofByteArray(csv));
        Answer ended = installation.ended(accepted.id());
        assertThat(ended.rows("loaded")).isEqualTo(2);
        assertThat(ended.rows("rejected")).isEqualTo(1);
        assertThat(installation.sql("SELECT get_byte(raw, 1) FROM millrace.reject WHERE job_id = '" + ended.id() + "'"))
                .isEqualTo("195");
    }

    @Test
    void aRowThatOnlyTheDatabaseRefusesIsRejectedAlone() {
        installation.dataset("owned", Datasets.readings("owned", "public.e2e_owned"));
        installation.sql("ALTER TABLE public.e2e_owned ADD CONSTRAINT no_seven CHECK (temperature <> 7)");
        String seven = "s7,2025-03-01T00:00:00Z,7,50,1000,OK\n";
        Answer ended = installation.load(
                "owned", Sensors.HEADER + GOOD.repeat(5_000) + seven + GOOD.repeat(5_000) + seven + GOOD);
        assertThat(ended.state()).isEqualTo("complete_with_rejects");
        assertThat(ended.rows("loaded")).isEqualTo(10_001);
        assertThat(ended.rows("rejected")).isEqualTo(2);
        assertThat(installation.sql("SELECT count(*) FROM public.e2e_owned")).isEqualTo("10001");
        assertThat(installation
                        .sql(
                                "SELECT string_agg(line || ':' || convert_from(raw, 'UTF8'), '' ORDER BY line) FROM millrace.reject WHERE job_id = '"
                                        + ended.id() + "'")
                        .replace("\n", ""))
                .isEqualTo("5002:" + seven.strip() + "10003:" + seven.strip());
        assertThat(installation.rejects(ended.id())).contains("no_seven");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bad | text/csv | sensor,time\\n1,2\\n | 422 | sensor_id",
                "bad | text/csv | sensor_id,temperature\\na,1\\n | 422 | recorded_at",
                "bad | text/csv | `` | 422 | header",
                "no-such-dataset | text/csv | a\\n | 404 | no-such-dataset",
                "bad | application/pdf | a\\n | 415 | text/csv",
                "x%22%3BDROP%20TABLE%20millrace.job%3B | text/csv | a\\n | 404 | ``",
            })
    void whatCannotBeAnUploadIsRefusedWithAProblem(String dataset, String type, String body, int status, String named) {
        Answer refused =
                installation.upload(dataset, BodyPublishers.ofString(body.replace("\\n", "\n")), "Content-Type", type);
        assertThat(refused.status()).as("%s", refused.json()).isEqualTo(status);
        assertThat(refused.http().headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/problem+json"));
        JsonNode problem = refused.json();
        assertThat(problem.get("detail").asText() + problem.path("value").asText())
                .contains(named == null ? "" : named);
    }

    @Test
    void aHeaderAloneIsACompleteUploadOfNoRows() {
        Answer ended = installation.load("bad", Sensors.HEADER);
        assertThat(ended.state()).isEqualTo("complete");
        assertThat(ended.rows("loaded")).isZero();
    }

    @Test
    void aMillionColumnsAreRefusedAndTheServiceGoesOn() {
        Answer refused = installation.upload("bad", "c,".repeat(1_000_000) + "c\n");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(installation.load("bad", Sensors.HEADER + GOOD).state()).isEqualTo("complete");
    }

    @Test
    void aLineOfAHundredMegabytesIsRejectedAndItsNeighboursAreLoaded() {
        byte[] line = new byte[1 << 20];
        java.util.Arrays.fill(line, (byte) 'x');
        var parts = new java.util.ArrayList<byte[]>();
        parts.add((Sensors.HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 100; i++) {
            parts.add(line);
        }
        parts.add(("\n" + GOOD).getBytes(StandardCharsets.UTF_8));
        Answer accepted = installation.upload("bad", BodyPublishers.ofByteArrays(parts));
        Answer ended = installation.ended(accepted.id());
        assertThat(ended.rows("loaded")).isEqualTo(2);
        assertThat(ended.rows("rejected")).isEqualTo(1);
        assertThat(installation.stack().service(Component.INGEST).isRunning()).isTrue();
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
