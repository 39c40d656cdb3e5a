package io.millrace.transform.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Rows;
import io.millrace.embedded.SharedServers;
import io.millrace.transform.unit.Units;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * PostgreSQL's to_timestamp is the oracle of named formats: of times that may or may not be in the calendar it takes what we
 * take, refuses what we refuse, and reads the same moment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedFormatOracleIT {
    private static final Map<String, String> PATTERNS = Map.of(
            "dd/MM/yyyy", "DD/MM/YYYY",
            "yyyy-DDD", "YYYY-DDD",
            "yyyyMMddHHmmss", "YYYYMMDDHH24MISS",
            "yyyy-MM-dd HH:mm", "YYYY-MM-DD HH24:MI",
            "MM/dd/yyyy hh:mm a", "MM/DD/YYYY HH12:MI AM",
            "dd MMM yyyy HH:mm:ss.SSS", "DD MON YYYY HH24:MI:SS.MS");
    private static final List<String> MONTHS =
            List.of("jan", "Feb", "MAR", "apr", "May", "JUN", "jul", "Aug", "SEP", "oct", "Nov", "DEC");
    private static final int TIMES = 400;

    private Connection connection;

    @BeforeAll
    void connect() throws SQLException {
        connection = SharedServers.postgres().newDatabase("format_oracle").connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
        }
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void readsWhatPostgresqlReads() throws SQLException {
        List<String> differences = new ArrayList<>();
        Random random = new Random(31);
        for (Map.Entry<String, String> pattern : PATTERNS.entrySet()) {
            for (int i = 0; i < TIMES; i++) {
                String text = text(pattern.getKey(), random);
                String theirs = theirs(text, pattern.getValue());
                String ours = ours(text, pattern.getKey());
                if (!theirs.equals(ours)) {
                    differences.add(
                            "%s '%s': PostgreSQL reads %s, we read %s".formatted(pattern.getKey(), text, theirs, ours));
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    /**
     * Days and hours around the ends of what there is. Left out is day 0, which to_timestamp takes for no day given, and
     * 24:00, which it refuses though the iso spelling, theirs as well as ours, takes it.
     */
    private static String text(String pattern, Random random) {
        int year = List.of(1900, 2000, 2023, 2024).get(random.nextInt(4));
        int month = 1 + random.nextInt(12);
        return pattern.replace("yyyy", Integer.toString(year))
                .replace("DDD", "%03d".formatted(364 + random.nextInt(4)))
                .replace("MMM", MONTHS.get(month - 1))
                .replace("MM", "%02d".formatted(random.nextInt(20) == 0 ? 13 : month))
                .replace("dd", "%02d".formatted(1 + random.nextInt(32)))
                .replace("HH", "%02d".formatted(random.nextInt(20) == 0 ? 25 : random.nextInt(24)))
                .replace("hh", "%02d".formatted(random.nextInt(14)))
                .replace("mm", List.of("00", "30", "59", "60").get(random.nextInt(4)))
                .replace("SSS", "%03d".formatted(random.nextInt(1000)))
                .replace("ss", List.of("00", "30", "59", "61").get(random.nextInt(4)))
                .replaceFirst("a$", List.of("AM", "pm").get(random.nextInt(2)));
    }

    private String theirs(String text, String pattern) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT (extract(epoch FROM to_timestamp(?, ?)) * 1000000)::bigint")) {
            statement.setString(1, text);
            statement.setString(2, pattern);
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return Long.toString(row.getLong(1));
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).startsWith("22");
            return "an error";
        }
    }

    private static String ours(String text, String pattern) {
        Dataset dataset = DatasetDocument.read("""
                name: oracle
                table: public.ours
                timeColumn: at
                partitioning: {interval: month}
                accept: {past: 1000 years, future: 1000 years}
                columns:
                  - {name: at, type: timestamptz, required: true, format: "%s"}
                """.formatted(pattern));
        Rows rows = Units.transform(dataset, Units.csv(dataset), text + "\n");
        return rows.getCount() == 0 ? "an error" : Long.toString(rows.getMinTime());
    }
}
