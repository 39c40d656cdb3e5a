package io.millrace.loader.park;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.contract.message.Parked;
import io.millrace.contract.message.Record;
import io.millrace.contract.message.Records;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Slice;
import io.millrace.contract.message.Source;
import io.millrace.contract.message.Stop;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.embedded.SharedServers;
import io.millrace.loader.LoaderMeters;
import io.millrace.loader.Schema;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import io.millrace.loader.TestStream;
import io.millrace.loader.load.Outcome;
import io.millrace.postgres.Sql;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is parked, and how it gets in. */
class ParkingIT {
    private static Schema schema;
    private final TestLoader loader = new TestLoader(schema.database());

    private record Sent(String topic, byte[] message) {}

    @BeforeAll
    static void database() {
        schema = Schema.in(SharedServers.postgres(), "parking");
        schema.execute("ALTER DATABASE parking SET lock_timeout = '30s'");
    }

    @BeforeEach
    void clean() {
        schema.execute("DROP TABLE IF EXISTS readings CASCADE; DROP TABLE IF EXISTS later CASCADE;"
                + " DELETE FROM millrace.partition_set; DELETE FROM millrace.dataset;"
                + " TRUNCATE millrace.job, millrace.ledger, millrace.reject, millrace.parked, millrace.job_progress,"
                + " millrace.stream, millrace.record_reject, millrace.stream_skip");
        schema.table("readings");
    }

    private static String state(TestJob job) {
        return schema.query("SELECT state FROM millrace.upload WHERE id = '" + job.id() + "'")
                .getFirst();
    }

    private static List<String> parked() {
        return schema.query("SELECT unit, attempts, cause, remedy FROM millrace.parked ORDER BY unit");
    }

    /** What a turn sends again. */
    private static List<Sent> turn() throws Exception {
        List<Sent> sent = new ArrayList<>();
        DueUnits due = new DueUnits(
                Sql.over(TestLoader.source(schema.database())),
                new ParkedCounts(new LoaderMeters(new SimpleMeterRegistry())),
                TestLoader.config(Map.of()));
        due.turn((topic, message) -> sent.add(new Sent(topic, message)));
        return sent;
    }

    private void assertDone(RowBatch... batches) {
        assertThat(loader.load(batches)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aMissingTableHoldsNobodyAndItsUnitsGetInWhenItIsThere() throws Exception {
        TestJob later = new TestJob(10).table("later");
        TestJob good = new TestJob(10);
        assertDone(good.unit(0), later.unit(0), good.unit(1), later.unit(1), good.unit(2), later.end(2), good.end(3));
        assertThat(state(good)).isEqualTo("complete");
        assertThat(schema.query("SELECT count(*) FROM readings")).containsExactly("30");
        assertThat(state(later)).isEqualTo("attention");
        assertThat(parked()).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("|1|42P01", "later", "datasets apply"));
        assertThat(turn()).as("nothing is due yet").isEmpty();

        schema.table("later");
        List<Sent> due = turn();
        assertThat(due).as("the table is there").hasSize(2);
        for (Sent unit : due) {
            assertThat(unit.topic()).isEqualTo(Topics.BATCHES);
            loader.again(unit.message());
        }
        assertThat(parked()).isEmpty();
        assertThat(state(later)).isEqualTo("complete");
        assertThat(schema.query("SELECT count(*) FROM later")).containsExactly("20");
        loader.again(due.getFirst().message());
        assertThat(schema.query("SELECT count(*) FROM later")).as("once more").containsExactly("20");
        assertDone(new TestJob(5).table("later").unit(0));
        assertThat(schema.query("SELECT count(*) FROM later"))
                .as("the table is known to take rows again")
                .containsExactly("25");
    }

    @Test
    void aTableThatTakesNothingIsNotTriedForEachOfItsUnits() {
        TestJob job = new TestJob(10).table("later");
        assertDone(job.unit(0));
        schema.table("later"); // behind the loader's back
        assertDone(job.unit(1));
        assertThat(parked()).hasSize(2);
        loader.again(job.unit(1).toByteArray());
        assertThat(parked()).as("what comes again is tried").hasSize(1);
        assertDone(job.unit(2));
        assertThat(parked()).as("and shows that the table takes rows").hasSize(1);
    }

    @Test
    void attemptsGrowApartAndThoseOfADatasetFollowTheFirstThatGetsIn() throws Exception {
        TestJob job = new TestJob(10).table("later");
        assertDone(job.unit(0), job.unit(1));
        for (int attempt = 2; attempt <= 4; attempt++) {
            loader.again(job.unit(0).toByteArray());
        }
        assertThat(schema.query("SELECT attempts, round(extract(epoch FROM retry_at - tried_at)) FROM millrace.parked"
                        + " ORDER BY unit"))
                .containsExactly("4|40", "1|5");
        schema.table("later");
        schema.execute("UPDATE millrace.parked SET table_state = millrace.table_state('public', 'later')");
        assertThat(turn()).isEmpty();
        loader.again(job.unit(0).toByteArray());
        assertThat(turn()).as("the other one follows").hasSize(1);
        assertThat(turn()).as("and is under way").isEmpty();
    }

    @Test
    void whoeverHoldsATableHoldsItsUnitsAndNobodyElse() throws Exception {
        schema.table("later");
        TestJob held = new TestJob(10).table("later");
        TestJob good = new TestJob(10);
        assertDone(held.unit(0));
        try (Connection owner = schema.database().connect();
                Statement statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE later");
            List<RowBatch> group = List.of(good.unit(0), held.unit(1), good.unit(1));
            long begun = System.nanoTime();
            assertThat(loader.load(group, (failure, failures, delay) -> true)).isInstanceOf(Outcome.Done.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("nobody waits for the lock, whose time-out is 30 s here")
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(schema.query("SELECT count(*) FROM readings")).containsExactly("20");
            assertThat(parked()).singleElement().asString().startsWith("1|1|55P03");
            owner.rollback();
        }
        loader.again(held.unit(1).toByteArray());
        assertThat(parked()).isEmpty();
        assertThat(schema.query("SELECT count(*) FROM later")).containsExactly("20");
    }

    @Test
    void aMissingPrivilegeIsParkedAndAGrantBringsItBack() throws Exception {
        schema.execute("""
                CREATE OR REPLACE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'permission denied' USING ERRCODE = '42501'; END $$;
                CREATE TRIGGER forbid BEFORE INSERT ON readings FOR EACH STATEMENT EXECUTE FUNCTION forbid()""");
        assertDone(new TestJob(10).unit(0));
        assertThat(parked()).singleElement().asString().contains("42501", "GRANT");
        schema.execute("DROP TRIGGER forbid ON readings");
        assertThat(turn()).hasSize(1);
    }

    @Test
    void rowsThatExceedPostgresLimitsAreRejects() {
        schema.execute("CREATE INDEX wide ON readings (sensor_id);"
                + " CREATE OR REPLACE FUNCTION widen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.temperature = 4"
                + " THEN NEW.sensor_id := (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 300) n);"
                + " END IF; RETURN NEW; END $$;"
                + " CREATE TRIGGER widen BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION widen()");
        assertDone(new TestJob(10).unit(0));
        assertThat(schema.query("SELECT count(*) FROM readings")).containsExactly("9");
        assertThat(schema.query("SELECT reason FROM millrace.reject"))
                .singleElement()
                .asString()
                .contains("index row");
        assertThat(parked()).isEmpty();
    }

    @Test
    void whatNobodyThoughtOfIsParkedWithItsName() {
        schema.execute("ALTER TABLE readings ADD CONSTRAINT positive CHECK (temperature > 0)");
        TestLoader odd = new TestLoader(TestLoader.source(schema.database()), source -> {
            throw new IllegalStateException("an odd thing");
        });
        TestJob job = new TestJob(5);
        Source source = Source.newBuilder().setTopic("t").build();
        assertThat(odd.load(job.unit(0, source), new TestJob(5).table("nowhere").unit(0)))
                .isInstanceOf(Outcome.Done.class);
        assertThat(parked()).hasSize(2).first().asString().contains("IllegalStateException", "an odd thing", "report");
    }

    @Test
    void aDatasetThatParksTooMuchFailsItsJobs() {
        TestLoader small = new TestLoader(schema.database(), Map.of("millrace.loader.parked.most-bytes", "1K"));
        TestJob job = new TestJob(10).table("later");
        small.load(job.unit(0));
        assertThat(state(job)).isEqualTo("attention");
        small.load(job.unit(1), job.unit(2));
        assertThat(state(job)).isEqualTo("failed");
        assertThat(schema.query("SELECT stopped_reason FROM millrace.job").getFirst())
                .contains("most-bytes", "42P01");
        assertThat(parked()).as("nobody wants them any more").isEmpty();
    }

    @Test
    void theJobsOfADeletedDatasetFail() {
        schema.execute("INSERT INTO millrace.dataset VALUES ('readings', 1, '{}', now(), now())");
        TestJob job = new TestJob(10).table("later");
        assertDone(job.unit(0));
        assertThat(state(job)).isEqualTo("failed");
        assertThat(schema.query("SELECT stopped_reason FROM millrace.job").getFirst())
                .contains("dataset readings was deleted");
        assertThat(parked()).isEmpty();
    }

    @Test
    void anAbortWorksOnParkedUnits() {
        TestJob job = new TestJob(10).table("later");
        assertDone(job.unit(0), job.unit(1));
        assertDone(job.stop(Stop.Outcome.ABORTED, "enough"));
        assertThat(state(job)).isEqualTo("aborted");
        assertThat(parked()).isEmpty();
        loader.again(job.unit(0).toByteArray());
        assertThat(parked()).as("what was under way").isEmpty();
    }

    @Test
    void aDiscardedUnitIsARejectThatSaysSo() {
        TestJob job = new TestJob(10).table("later");
        TestJob rest = new TestJob(10);
        assertDone(job.unit(1), job.end(2));
        RowBatch other = job.unit(0).toBuilder()
                .setRows(job.unit(0).getRows().toBuilder()
                        .setTarget(rest.unit(0).getRows().getTarget()))
                .build();
        assertDone(other);
        assertThat(state(job)).isEqualTo("attention");
        assertThat(schema.query("SELECT millrace.discard_parked(id) FROM millrace.parked"))
                .containsExactly("t");
        assertThat(schema.query(
                        "SELECT state, rows_loaded, rows_rejected FROM millrace.upload WHERE id = '" + job.id() + "'"))
                .containsExactly("complete_with_rejects|10|1");
        assertThat(schema.query("SELECT byte_offset, byte_length, reason FROM millrace.reject"))
                .singleElement()
                .asString()
                .startsWith("1000|1000|the unit was discarded by")
                .contains("42P01");
    }

    @Test
    void whatTransformCouldNotMakeRowsOfComesAgainWithTheNewestDefinition() throws Exception {
        schema.execute("INSERT INTO millrace.dataset VALUES ('readings', 1, '{}'), ('readings', 7, '{}')");
        TestJob job = new TestJob(10);
        WorkUnit unit = WorkUnit.newBuilder()
                .setJob(job.job())
                .setSlice(Slice.newBuilder()
                        .setNumber(0)
                        .setTo(TestJob.UNIT_BYTES)
                        .setSha256(ByteString.copyFrom(job.hash(0))))
                .build();
        assertDone(
                RowBatch.newBuilder()
                        .setJob(job.job())
                        .setParked(Parked.newBuilder()
                                .setCause("the default of column 'n'\0")
                                .setUnit(unit.toByteString()))
                        .build(),
                job.end(1));
        assertThat(state(job)).isEqualTo("attention");
        assertThat(parked()).singleElement().asString().startsWith("0|1|the default of column 'n'");
        schema.execute("UPDATE millrace.parked SET retry_at = now()");
        Sent again = turn().getFirst();
        assertThat(again.topic()).isEqualTo(Topics.UNITS);
        assertThat(WorkUnit.parseFrom(again.message()))
                .isEqualTo(unit.toBuilder()
                        .setJob(unit.getJob().toBuilder().setDatasetVersion(7))
                        .build());
        assertDone(job.unit(0));
        assertThat(parked()).isEmpty();
        assertThat(state(job)).isEqualTo("complete");
    }

    @Test
    void aMarkerCanBeParkedToo() {
        TestJob job = new TestJob(10);
        assertDone(
                job.unit(0),
                RowBatch.newBuilder()
                        .setJob(job.job())
                        .setParked(Parked.newBuilder()
                                .setCause("odd")
                                .setUnit(WorkUnit.newBuilder()
                                        .setJob(job.job())
                                        .setEnd(job.end(1).getEnd())
                                        .build()
                                        .toByteString()))
                        .build());
        assertThat(state(job)).isEqualTo("attention");
        assertDone(job.end(1));
        assertThat(state(job)).isEqualTo("complete");
        assertThat(parked()).isEmpty();
    }

    @Test
    void whatIsNoBatchAtAllIsParkedOnce() {
        for (int i = 0; i < 3; i++) {
            loader.again(new byte[] {1, 2, 3});
        }
        assertThat(parked()).singleElement().asString().startsWith("null|3|").contains("discard");
        assertThat(schema.query("SELECT millrace.discard_parked(id) FROM millrace.parked"))
                .containsExactly("t");
    }

    @Test
    void whatLiesAboutItselfIsKeptAsBytes() {
        TestJob job = new TestJob(10);
        job.job().setDataset("a\0b");
        assertDone(job.unit(0));
        assertThat(parked())
                .singleElement()
                .asString()
                .startsWith("null|1|")
                .contains("cannot be parked as what it says");
    }

    /** Its offset 0 of ten is a reject. */
    private static TestStream stream() {
        TestStream stream = new TestStream("later").table("later");
        schema.execute("INSERT INTO millrace.dataset VALUES ('later', 1, '{}')");
        schema.execute(stream.open());
        return stream;
    }

    private static String line(UUID topic) {
        return schema.query("SELECT next_offset, epoch FROM millrace.stream WHERE topic_id = '" + topic + "'")
                .getFirst();
    }

    @Test
    void aStreamHoldsAtItsParkedSliceAndGoesOnBehindIt() throws Exception {
        TestStream stream = stream();
        TestJob good = new TestJob(10);
        assertDone(stream.slice(0, 10), good.unit(0), stream.slice(10, 20), good.unit(1), good.end(2));
        assertThat(state(good)).isEqualTo("complete");
        assertThat(schema.query("SELECT from_offset, to_offset FROM millrace.parked"))
                .containsExactly("0|10");
        assertThat(line(stream.topicId())).isEqualTo("0|0");
        schema.table("later");
        loader.again(turn().getFirst().message());
        assertThat(parked()).isEmpty();
        assertThat(line(stream.topicId()))
                .as("its reader is told to go on from there")
                .isEqualTo("10|1");
        assertThat(schema.query("SELECT count(*) FROM later")).containsExactly("9");
        assertDone(stream.slice(10, 20));
        assertThat(line(stream.topicId())).isEqualTo("20|1");
    }

    @Test
    void aStreamsSliceCanBeDiscardedAndSkipped() {
        TestStream stream = stream();
        assertDone(stream.slice(0, 10));
        assertThat(schema.query("SELECT millrace.discard_parked(id) FROM millrace.parked"))
                .containsExactly("t");
        assertThat(line(stream.topicId())).isEqualTo("10|1");
        loader.again(stream.slice(10, 20).toByteArray());
        assertThat(schema.query("SELECT from_offset FROM millrace.parked")).containsExactly("10");
        schema.execute("SELECT millrace.skip_stream('%s', 0, 15)".formatted(stream.topicId()));
        assertThat(parked()).as("whoever skips it, gives it up").isEmpty();
        assertThat(line(stream.topicId())).isEqualTo("15|2");
    }

    @Test
    void recordsOfWhichNoRowsCouldBeMadeComeAgainAsRecords() throws Exception {
        TestStream stream = stream();
        RowBatch sample = stream.slice(0, 10);
        WorkUnit unit = WorkUnit.newBuilder()
                .setStream(sample.getStream())
                .setRecords(Records.newBuilder()
                        .setTo(10)
                        .addRecords(Record.newBuilder().setValue(ByteString.copyFromUtf8("{}"))))
                .build();
        assertDone(RowBatch.newBuilder()
                .setStream(sample.getStream())
                .setParked(Parked.newBuilder().setCause("odd").setUnit(unit.toByteString()))
                .build());
        assertThat(line(stream.topicId())).isEqualTo("0|0");
        schema.table("later");
        schema.execute("UPDATE millrace.parked SET retry_at = now()");
        assertThat(records(turn().getFirst())).isEqualTo(unit.getRecords());
        assertDone(stream.slice(0, 4));
        assertThat(parked()).as("not all of it").hasSize(1);
        assertDone(stream.slice(4, 10));
        assertThat(parked()).isEmpty();
        assertThat(line(stream.topicId())).isEqualTo("10|1");
    }

    private static Records records(Sent sent) throws InvalidProtocolBufferException {
        assertThat(sent.topic()).isEqualTo(Topics.UNITS);
        return WorkUnit.parseFrom(sent.message()).getRecords();
    }

    @Test
    void aStreamWhoseDatasetIsDeletedForgetsItsParkedSlice() {
        TestStream stream = stream();
        assertDone(stream.slice(0, 10));
        schema.execute("UPDATE millrace.dataset SET deleted_at = now()");
        loader.again(stream.slice(0, 10).toByteArray());
        assertThat(parked()).isEmpty();
    }
}
