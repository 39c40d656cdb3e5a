package io.millrace.transform.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.DatasetDocument;
import io.millrace.contract.message.Rows;
import io.millrace.contract.tuple.Tuples;
import io.millrace.embedded.SharedServers;
import io.millrace.transform.unit.Units;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * PostgreSQL's own COPY … CSV is the oracle: for every type and spelling it must accept what we accept, refuse what we
 * refuse, and read the same value as it reads from our tuples.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyOracleIT {
    private static final String HOUR = "2024-01-15T10:00:00Z";

    private Connection connection;
    private CopyManager copy;

    @BeforeAll
    void connect() throws SQLException {
        connection = SharedServers.postgres().newDatabase("copy_oracle").connect();
        copy = connection.unwrap(PGConnection.class).getCopyAPI();
        execute("SET timezone = 'UTC'");
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    static List<Spellings> spellings() {
        return Spellings.ALL;
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void readsWhatPostgresqlReads(Spellings spellings) throws Exception {
        String type = spellings.type();
        execute("DROP TABLE IF EXISTS theirs, ours");
        execute("CREATE TABLE theirs (at timestamptz, v %s)".formatted(type));
        execute("CREATE TABLE ours (at timestamptz, v %s)".formatted(type));
        List<String> differences = new ArrayList<>();
        for (String spelling : spellings.spellings()) {
            String line = HOUR + ",\"" + spelling.replace("\"", "\"\"") + "\"\n";
            String theirs = theirs(line);
            String ours = ours("'" + type + "'", line);
            if (!theirs.equals(ours)) {
                differences.add("'%s': PostgreSQL reads %s, we read %s".formatted(spelling, theirs, ours));
            }
        }
        assertThat(differences).isEmpty();
    }

    /** Times that the clocks skip or show twice are the ones where implementations differ. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-31 01:59:59", "2024-03-31 02:00:00", "2024-03-31 02:30:00", "2024-03-31 03:00:00",
                "2024-10-27 01:59:59", "2024-10-27 02:00:00", "2024-10-27 02:30:00", "2024-10-27 03:00:00",
                "2024-07-01 12:00:00", "2024-01-01", "1890-01-01 00:00:00", "0100-01-01 00:00:00 BC",
                "2024-03-31 02:30:00Z", "2024-10-27 02:30:00+02"
            })
    void localTimesFollowTheColumnsZoneAsTheyFollowTheSessions(String time) throws Exception {
        execute("DROP TABLE IF EXISTS theirs, ours");
        execute("CREATE TABLE theirs (at timestamptz, v timestamptz)");
        execute("CREATE TABLE ours (at timestamptz, v timestamptz)");
        String line = HOUR + "," + time + "\n";
        execute("SET timezone = 'Europe/Berlin'");
        try {
            String theirs = theirs(line);
            assertThat(ours("timestamptz, zone: Europe/Berlin", line)).isEqualTo(theirs);
        } finally {
            execute("SET timezone = 'UTC'");
        }
    }

    /** Thousands of random values, NULLs and empty strings in one file. */
    @Test
    void aWholeFileGivesTheSameTable() throws Exception {
        Dataset dataset = DatasetDocument.read("""
                name: oracle
                table: public.ours
                timeColumn: at
                partitioning: {interval: month}
                accept: {past: 100 years, future: 100 years}
                columns:
                  - {name: at, type: timestamptz, required: true}
                  - {name: day, type: date}
                  - {name: clock, type: timestamp}
                  - {name: small, type: smallint}
                  - {name: big, type: bigint}
                  - {name: r, type: real}
                  - {name: d, type: double precision}
                  - {name: n, type: numeric}
                  - {name: money, type: 'numeric(20,4)'}
                  - {name: t, type: text}
                  - {name: b, type: bytea}
                  - {name: u, type: uuid}
                """);
        String columns = dataset.columns().stream()
                .map(column -> column.name() + " " + column.type().sql())
                .collect(Collectors.joining(", "));
        execute("DROP TABLE IF EXISTS theirs, ours");
        execute("CREATE TABLE theirs (%s)".formatted(columns));
        execute("CREATE TABLE ours (%s)".formatted(columns));
        Random random = new Random(7);
        StringBuilder file = new StringBuilder();
        int rows = 5_000;
        for (int i = 0; i < rows; i++) {
            file.append(Instant.ofEpochSecond(1_600_000_000L + random.nextInt(), random.nextInt(1_000_000_000)));
            for (Supplier<Object> value : values(random)) {
                file.append(',').append(random.nextInt(10) == 0 ? "" : value.get());
            }
            file.append('\n');
        }

        copy.copyIn("COPY theirs FROM STDIN (FORMAT csv)", new StringReader(file.toString()));
        Rows ours = Units.transform(dataset, Units.csv(dataset), file.toString());
        assertThat(ours.getRejectsList()).isEmpty();
        load("ours", ours);

        for (String side : List.of("theirs EXCEPT ALL TABLE ours", "ours EXCEPT ALL TABLE theirs")) {
            try (Statement statement = connection.createStatement();
                    ResultSet difference = statement.executeQuery("TABLE " + side)) {
                assertThat(difference.next()).as(side).isFalse();
            }
        }
    }

    private static List<Supplier<Object>> values(Random random) {
        return List.of(
                () -> LocalDate.ofEpochDay(random.nextInt(2_000_000) - 600_000)
                        .toString()
                        .replaceFirst("^[+-]", ""),
                () -> LocalDateTime.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000), ZoneOffset.UTC),
                () -> (short) random.nextInt(),
                random::nextLong,
                () -> Float.intBitsToFloat(random.nextInt()),
                () -> Double.longBitsToDouble(random.nextLong()),
                () -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(60) - 20),
                () -> BigDecimal.valueOf(random.nextLong() / 1000, random.nextInt(9)),
                () -> random.nextBoolean() ? "\"\"" : "\"line\n\"\"" + random.nextInt() + "\"\"\"",
                () -> "\\x" + HexFormat.of().toHexDigits(random.nextLong()),
                () -> new UUID(random.nextLong(), random.nextLong()));
    }

    private String theirs(String line) throws Exception {
        try {
            copy.copyIn("COPY theirs FROM STDIN (FORMAT csv)", new StringReader(line));
        } catch (SQLException e) {
            assertThat(e.getSQLState()).startsWith("22");
            return "an error";
        }
        return taken("theirs");
    }

    private String ours(String type, String line) throws Exception {
        Rows rows = Units.transform(dataset(type), Units.csv(List.of("at", "v")), line);
        if (rows.getRejectsCount() > 0) {
            assertThat(rows.getCount()).isZero();
            assertThat(rows.getRejects(0).getColumn()).isEqualTo("v");
            return "an error";
        }
        load("ours", rows);
        return taken("ours");
    }

    private void load(String table, Rows rows) throws SQLException, IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(Tuples.header());
        rows.getTuples().writeTo(file);
        file.write(Tuples.trailer());
        long count =
                copy.copyIn("COPY %s FROM STDIN BINARY".formatted(table), new ByteArrayInputStream(file.toByteArray()));
        assertThat(count).isEqualTo(rows.getCount());
    }

    /** @return the only row's value as text, and the row is gone */
    private String taken(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("DELETE FROM %s RETURNING v::text, at".formatted(table))) {
            assertThat(row.next()).isTrue();
            String value = "[" + row.getString(1) + "]";
            assertThat(row.next()).isFalse();
            return value;
        }
    }

    private static Dataset dataset(String type) {
        return DatasetDocument.read("""
                name: oracle
                table: public.ours
                timeColumn: at
                partitioning: {interval: month}
                columns:
                  - {name: at, type: timestamptz, required: true}
                  - {name: v, type: %s}
                """.formatted(type));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
