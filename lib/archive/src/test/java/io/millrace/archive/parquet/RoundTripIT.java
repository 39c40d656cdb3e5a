package io.millrace.archive.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.SharedServers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** From a table through a file into a table again; PostgreSQL says whether they are the same. */
class RoundTripIT {
    private static final long MEMORY = 128 << 20;
    private static Connection connection;

    @TempDir
    Path directory;

    private final ParquetWriter writer = new ParquetWriter(MEMORY);
    private final ParquetReader reader = new ParquetReader();

    @BeforeAll
    static void connect() throws SQLException {
        connection = SharedServers.postgres().newDatabase("parquet").connect();
        execute("SET timezone = 'UTC'; CREATE TYPE mood AS ENUM ('glad', 'so, so', '\"')");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void everyTypeWithItsOddValues() throws Exception {
        execute("""
                CREATE TABLE odd (id int, i2 smallint, i8 bigint, f4 real, f8 double precision, d numeric(12,3),
                    big numeric(50,2), free numeric, t text, v varchar(20), c char(5), b boolean, u uuid, raw bytea,
                    day date, ts timestamp, tz timestamptz, tz0 timestamptz(0), tod time, span interval, j jsonb, a text[],
                    aa int[], m mood, ip inet, r int4range, "Quoted "" Ünïcode, column" text, "T" text);
                INSERT INTO odd (id) VALUES (0);
                INSERT INTO odd VALUES
                  (1, -32768, -9223372036854775808, 'NaN', 'NaN', -999999999.999, 1e47, 'NaN', '', '', '', true,
                   '00000000-0000-0000-0000-000000000000', '', '-infinity', '-infinity', '-infinity', '1969-12-31', '24:00',
                   '-1 year 2 days', 'null', '{}', '{}', 'glad', '::1', 'empty', '', ''),
                  (2, 32767, 9223372036854775807, 'Infinity', '-Infinity', 0.001, -0.01, '-Infinity', '\\N', 'NULL', ' a',
                   false, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '\\x00ff5c27220a', 'infinity', 'infinity', 'infinity',
                   'epoch', '00:00:00.000001', '1 mon', '{"a": "\\\\ \\" \\n", "b": [1, null]}', '{NULL,"NULL","",",","\\""}',
                   '{{1,2},{3,NULL}}', 'so, so', '10.0.0.0/8', '[1,)', E'a"b\\nc\\r\\nd\\re', E'\\\\'),
                  (3, 0, 0, '1e-45', '5e-324', NULL, NULL, 1e300, E'\\t"","\\\\x', '€😀', 'abc', NULL, NULL,
                   decode(repeat('00', 3000), 'hex'), '4713-01-01 BC', '4713-01-01 00:00:00.000001 BC',
                   '0044-03-15 12:00:00.5+00 BC', '2000-02-29', NULL, NULL, '"x"', NULL, NULL, '"', NULL, NULL, NULL, 't'),
                  (4, 1, 1, '-0', '-0', 0, 0, 0.10, repeat('long ', 200000), 'x', 'x', true, gen_random_uuid(), '\\x61',
                   '9999-12-31', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', '12026-01-01', '12:00', '1s',
                   '{}', '{a}', '{1}', 'glad', '1.2.3.4', '(1,5]', E'\\u00a0', E'\\u2028'),
                  (5, 1, 1, 3.4028235e38, 1.7976931348623157e308, 1, 1, 1, E'\\n', E'\\r', E'\\n', true, NULL, NULL,
                   '5874897-12-31', '12026-06-30 01:02:03.000004', '99999-12-31 23:59:59.999999+00', NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL)""");
        execute(
                "INSERT INTO odd (id, f4, f8, tz) SELECT g, random() * 10 ^ (random() * 60 - 30), random() * 10 ^ (random() * 600 - 300),"
                        + " '1900-01-01'::timestamptz + random() * interval '400 years' FROM generate_series(10, 20000) g");
        assertThat(roundTrip("odd")).isEqualTo(19997);
        assertThat(types(directory.resolve("odd.parquet")))
                .contains("DECIMAL(12,3)", "UUID", "TIMESTAMP WITH TIME ZONE", "BLOB", "DATE", "FLOAT");
    }

    @Test
    void aTableWithoutRowsOrWithOneColumnOfNulls() throws Exception {
        execute(
                "CREATE TABLE none (a int, b text); CREATE TABLE nulls (a text); INSERT INTO nulls VALUES (NULL), ('')");
        assertThat(roundTrip("none")).isZero();
        assertThat(roundTrip("nulls")).isEqualTo(2);
    }

    @Test
    void moreThanFitsIntoTheMemory() throws Exception {
        execute("CREATE TABLE wide AS SELECT g AS id, repeat(md5(g::text), 300) AS t FROM generate_series(1, 15000) g");
        assertThat(roundTrip("wide")).isEqualTo(15000); // 144 MB of text
    }

    @Test
    void aColumnTheFileLacksIsNull() throws Exception {
        Path file = directory.resolve("small.parquet");
        writer.write(List.of(new ParquetColumn("a", "integer")), csv("\"1\"\n"), file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.read(file, List.of(new ParquetColumn("b", "text"), new ParquetColumn("a", "integer")), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\\N,\"1\"\n");
    }

    @Test
    void whatFailsSaysSo() throws Exception {
        Path file = directory.resolve("bad.parquet");
        List<ParquetColumn> columns = List.of(new ParquetColumn("a", "integer"));
        assertThatThrownBy(() -> writer.write(columns, csv("\"x\"\n"), file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'x'");
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection is gone");
            }
        };
        assertThatThrownBy(() -> writer.write(columns, broken, file)).hasMessageContaining("the connection is gone");
        assertThatThrownBy(() -> writer.write(columns, csv("\"1\"\n"), directory.resolve("not/there.parquet")))
                .isInstanceOf(IOException.class);
        writer.write(columns, csv("\"1\"\n".repeat(1000)), file);
        Files.write(file, Files.readAllBytes(file), StandardOpenOption.APPEND);
        byte[] half = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(half, half.length / 3));
        assertThatThrownBy(() -> reader.columns(file)).hasMessageContaining("cannot be read as Parquet");
        assertThatThrownBy(() -> reader.read(file, columns, OutputStream.nullOutputStream()))
                .hasMessageContaining("cannot be read as Parquet");
    }

    private long roundTrip(String table) throws Exception {
        PGConnection pg = connection.unwrap(PGConnection.class);
        List<ParquetColumn> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attnum > 0 AND attrelid = '"
                                + table + "'::regclass ORDER BY attnum")) {
            while (rows.next()) {
                columns.add(new ParquetColumn(rows.getString(1), rows.getString(2)));
            }
        }
        Path file = directory.resolve(table + ".parquet");
        Path csv = directory.resolve(table + ".csv");
        try (OutputStream out = Files.newOutputStream(csv)) {
            pg.getCopyAPI().copyOut("COPY " + table + " TO STDOUT " + ParquetWriter.COPY_OPTIONS, out);
        }
        long rows;
        try (InputStream in = Files.newInputStream(csv)) {
            rows = writer.write(columns, in, file);
        }
        assertThat(reader.columns(file)).isEqualTo(columns);
        try (OutputStream out = Files.newOutputStream(csv)) {
            reader.read(file, columns, out);
        }
        execute("CREATE TABLE " + table + "_back (LIKE " + table + ")");
        try (InputStream in = Files.newInputStream(csv)) {
            assertThat(pg.getCopyAPI().copyIn("COPY " + table + "_back FROM STDIN " + ParquetReader.COPY_OPTIONS, in))
                    .isEqualTo(rows);
        }
        assertThat(differences(table, table + "_back")).isEmpty();
        assertThat(differences(table + "_back", table)).isEmpty();
        return rows;
    }

    private static List<String> differences(String one, String other) throws SQLException {
        return strings("SELECT left(t::text, 1000) FROM " + one + " t EXCEPT ALL SELECT left(t::text, 1000) FROM "
                + other + " t UNION ALL (SELECT md5(t::text) FROM " + one + " t EXCEPT ALL SELECT md5(t::text) FROM "
                + other + " t)");
    }

    private static List<String> strings(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private List<String> types(Path file) throws IOException {
        return reader.columns(file).stream()
                .map(column -> column.type().duckdb())
                .toList();
    }

    private static InputStream csv(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
