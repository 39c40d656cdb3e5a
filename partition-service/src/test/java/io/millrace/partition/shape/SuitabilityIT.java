package io.millrace.partition.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be carried over is found before anything is touched, each with its name, the reason and a remedy. */
@QuarkusTest
@WithTestResource(Servers.class)
class SuitabilityIT {
    private static final TableName TABLE = new TableName("refused", "t");

    @Inject
    Transactions transactions;

    @BeforeEach
    void table() {
        Api.awaitReady();
        Servers.execute("DROP SCHEMA IF EXISTS refused CASCADE; CREATE SCHEMA refused;"
                + " CREATE TABLE refused.t (id int PRIMARY KEY, at timestamptz NOT NULL, ref int, day date UNIQUE)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE MATERIALIZED VIEW m AS SELECT * FROM t | materialized view refused.m | reading the old table",
                "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING | rule r on table refused.t | reading the old table",
                "CREATE TABLE o (x t) | column x of table refused.o | row type",
                "CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT 1' | function refused.f(refused.t) | row type",
                "CREATE VIEW v AS SELECT t FROM t | column t of view refused.v | row type",
                "CREATE TABLE o () INHERITS (t) | table refused.t | other tables inherit",
                "CREATE TABLE o (id int); ALTER TABLE t INHERIT o | table refused.t | inherits from another table",
                "ALTER TABLE t SET UNLOGGED | table refused.t | unlogged",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT VALID | constraint c | NOT VALID",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NO INHERIT | constraint c | NO INHERIT",
                "ALTER TABLE t ADD CONSTRAINT c EXCLUDE USING btree (id WITH =) | index c | exclusion",
                "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (ref) REFERENCES t | foreign key c of refused.t | its own table",
                "CREATE TABLE o (r int CONSTRAINT c REFERENCES t) | foreign key c of refused.o | cannot keep unique",
                "CREATE TABLE o (id int PRIMARY KEY); ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (ref) REFERENCES o NOT VALID | foreign key c of refused.t | NOT VALID",
                "CREATE VIEW v AS SELECT id, at FROM t GROUP BY id | view refused.v | primary key alone",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER g AFTER INSERT ON t REFERENCING NEW TABLE AS n FOR EACH ROW EXECUTE FUNCTION f() | trigger g | transition tables",
            })
    void itIsRefused(String ddl, String object, String reason) {
        Servers.execute("SET LOCAL search_path = refused; " + ddl);
        Recreation recreation = recreation("at");
        assertThat(recreation.refusals()).as("%s", recreation.refusals()).anySatisfy(obstacle -> {
            assertThat(obstacle.object()).isEqualTo(object);
            assertThat(obstacle.reason()).contains(reason);
            assertThat(obstacle.remedy()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource({"nothing, none of this name", "ref, of type integer"})
    void aTimeColumnIsNeeded(String column, String reason) {
        assertThat(recreation(column).refusals()).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.reason()).contains(reason);
            assertThat(obstacle.remedy()).contains("[at, day]");
        });
    }

    @Test
    void aKeyThatGrowsIsAWarningOnly() {
        Recreation recreation = recreation("at");
        assertThat(recreation.refusals()).isEmpty();
        assertThat(recreation.warnings()).anyMatch(text -> text.contains("no longer keeps [id] alone unique"));
        assertThat(recreation.indexes())
                .contains(
                        "ALTER TABLE \"refused\".\"t_millrace_new\" ADD CONSTRAINT \"t_pkey_millrace_new\" PRIMARY KEY (id, \"at\")")
                .contains(
                        "ALTER TABLE \"refused\".\"t_millrace_new\" ADD CONSTRAINT \"t_day_key_millrace_new\" UNIQUE (day, \"at\")");
    }

    @Test
    void rowsThatRowSecurityHidesWouldBeLost() {
        Servers.execute("ALTER TABLE refused.t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                + " DO $$ BEGIN CREATE ROLE shape_mover; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                + " GRANT ALL ON SCHEMA refused TO shape_mover; ALTER TABLE refused.t OWNER TO shape_mover");
        Recreation recreation = transactions.run("shape", handle -> {
            Sql.execute(handle, "SET LOCAL ROLE shape_mover");
            return Recreation.of(ShapeReader.read(handle, TABLE).orElseThrow(), TargetTable.partitioned("at"));
        });
        assertThat(recreation.refusals()).anyMatch(obstacle -> obstacle.remedy().contains("BYPASSRLS"));
    }

    @Test
    void aStrangersTableIsRefused() {
        Servers.execute("DO $$ BEGIN CREATE ROLE shape_stranger; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                + " GRANT USAGE ON SCHEMA refused TO shape_stranger");
        Recreation recreation = transactions.run("shape", handle -> {
            Sql.execute(handle, "SET LOCAL ROLE shape_stranger");
            return Recreation.of(ShapeReader.read(handle, TABLE).orElseThrow(), TargetTable.partitioned("at"));
        });
        assertThat(recreation.refusals())
                .anyMatch(obstacle -> obstacle.reason().contains("does not own it"))
                .anyMatch(obstacle -> obstacle.reason().contains("create in schema"));
    }

    private Recreation recreation(String column) {
        return transactions.run(
                "shape",
                handle ->
                        Recreation.of(ShapeReader.read(handle, TABLE).orElseThrow(), TargetTable.partitioned(column)));
    }
}
