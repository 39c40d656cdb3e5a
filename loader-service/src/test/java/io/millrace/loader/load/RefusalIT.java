package io.millrace.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.Reject;
import io.millrace.contract.message.Source;
import io.millrace.embedded.SharedServers;
import io.millrace.loader.Schema;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import io.millrace.loader.original.Originals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that only the database can refuse. */
class RefusalIT {
    private static Schema schema;
    private final TestLoader loader = new TestLoader(schema.database());

    @BeforeAll
    static void database() {
        schema = Schema.in(SharedServers.postgres(), "refusal");
    }

    @BeforeEach
    void table() {
        schema.execute("DROP TABLE readings CASCADE; DELETE FROM millrace.partition_set;"
                + " TRUNCATE millrace.job, millrace.ledger, millrace.reject");
        schema.table("readings");
    }

    private static List<String> counts() {
        return schema.query("SELECT (SELECT count(*) FROM readings), sum(rows), sum(rejects),"
                + " (SELECT count(*) FROM millrace.reject) FROM millrace.ledger");
    }

    private static List<String> reasons() {
        return schema.query("SELECT DISTINCT reason FROM millrace.reject");
    }

    @Test
    void everyBadRowOfEveryUnitAndNoOther() {
        schema.execute("ALTER TABLE readings ADD CONSTRAINT even CHECK (temperature::integer % 10 <> 3)");
        TestJob job = new TestJob(1000);
        Outcome outcome = loader.load(job.unit(0), job.unit(1, Reject.getDefaultInstance()), job.unit(2), job.end(3));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Done.class, done -> assertThat(
                        done.loaded().rows())
                .isEqualTo(2700));
        assertThat(counts()).containsExactly("2700|2700|301|301");
        assertThat(schema.query(
                        "SELECT count(*) FROM millrace.reject WHERE reason <> '' AND (line - 1) % 1000 % 10 <> 3"))
                .containsExactly("0");
        assertThat(schema.query("SELECT state FROM millrace.upload")).containsExactly("complete_with_rejects");
        assertThat(loader.registry.get("millrace.bisects").counter().count()).isEqualTo(1);
        loader.load(job.whole(3));
        assertThat(counts()).containsExactly("2700|2700|301|301");
    }

    @Test
    void aBatchOfNothingButBadRowsTakesSeconds() {
        schema.execute("ALTER TABLE readings ADD CONSTRAINT never CHECK (temperature < 0)");
        Instant begun = Instant.now();
        loader.load(new TestJob(10_000).unit(0));
        assertThat(counts()).containsExactly("0|0|10000|10000");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void aNullInAColumnThatWantsNoneNamesTheColumn() {
        schema.execute("ALTER TABLE readings ADD COLUMN site text NOT NULL");
        loader.load(new TestJob(3).unit(0));
        assertThat(counts()).containsExactly("0|0|3|3");
        assertThat(schema.query("SELECT DISTINCT column_name FROM millrace.reject"))
                .containsExactly("site");
    }

    @Test
    void ofTwoRowsWithOneKeyTheFirstIsIn() {
        schema.execute("ALTER TABLE readings ADD PRIMARY KEY (sensor_id, recorded_at)");
        loader.load(new TestJob(50).unit(0));
        loader.load(new TestJob(60).unit(0));
        assertThat(counts()).containsExactly("60|60|50|50");
        assertThat(reasons()).singleElement().asString().contains("_pkey");
    }

    @Test
    void aDeferredConstraintIsSeenInTime() {
        schema.execute("CREATE TABLE site (id text PRIMARY KEY); INSERT INTO site SELECT 's0-' || n FROM"
                + " generate_series(0, 7) n; ALTER TABLE readings ADD FOREIGN KEY (sensor_id) REFERENCES site"
                + " DEFERRABLE INITIALLY DEFERRED");
        loader.load(new TestJob(10).unit(0));
        assertThat(counts()).containsExactly("8|8|2|2");
        schema.execute("DROP TABLE site CASCADE");
    }

    @Test
    void aTriggerMayRefuseRows() {
        schema.execute("CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.temperature = 4 THEN RAISE EXCEPTION 'four is not welcome'; END IF; RETURN NEW; END $$;"
                + " CREATE TRIGGER refuse BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION refuse()");
        loader.load(new TestJob(10).unit(0));
        assertThat(counts()).containsExactly("9|9|1|1");
        assertThat(reasons()).singleElement().asString().startsWith("four is not welcome");
    }

    @Test
    void aRowThatCanHaveNoPartitionIsARejectWhenTheOthersCan() {
        // a partition of the owner's that millrace takes for cover, detached behind the loader's back while it loads
        TestJob job = new TestJob(10).from(Instant.parse("2026-05-31T23:59:55Z"));
        schema.execute("CREATE OR REPLACE FUNCTION nowhere() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.temperature = 9 THEN NEW.recorded_at := '1999-01-01'; END IF; RETURN NEW; END $$");
        loader.load(job.unit(0));
        schema.execute(
                "CREATE TRIGGER nowhere BEFORE INSERT ON readings_p20260601 FOR EACH ROW EXECUTE FUNCTION nowhere()");
        loader.load(new TestJob(10).from(Instant.parse("2026-06-10T00:00:00Z")).unit(0));
        assertThat(counts()).containsExactly("19|19|1|1");
    }

    @Test
    void waitsForKafkaWhenTheRawTextCannotBeFetched() {
        schema.execute("ALTER TABLE readings ADD CONSTRAINT positive CHECK (temperature > 0)");
        TestLoader away = new TestLoader(TestLoader.source(schema.database()), source -> {
            throw new Originals.UnreachableException("the broker is away", null);
        });
        Outcome outcome = away.load(
                List.of(new TestJob(5).unit(0, Source.newBuilder().setTopic("t").build())));
        assertThat(outcome).isInstanceOf(Outcome.Abandoned.class);
        assertThat(schema.query("SELECT * FROM millrace.ledger")).isEmpty();
    }
}
