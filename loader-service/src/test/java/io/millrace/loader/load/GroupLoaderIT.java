package io.millrace.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.Hours;
import io.millrace.contract.message.Reject;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Stop;
import io.millrace.embedded.SharedServers;
import io.millrace.loader.Schema;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a group leaves in the tables, the ledger and the job's row. */
class GroupLoaderIT {
    private static Schema schema;
    private final TestLoader loader = new TestLoader(schema.database());

    @BeforeAll
    static void database() {
        schema = Schema.in(SharedServers.postgres(), "group_loader");
    }

    @BeforeEach
    void empty() {
        schema.execute("TRUNCATE readings, millrace.job, millrace.ledger, millrace.reject, millrace.parked");
    }

    private static List<String> rows() {
        return schema.query("SELECT count(*), count(DISTINCT sensor_id) FROM readings");
    }

    private static String state(UUID job) {
        return schema.query("SELECT state FROM millrace.upload WHERE id = '" + job + "'")
                .getFirst();
    }

    private static String reason(UUID job) {
        return schema.query("SELECT reason FROM millrace.upload WHERE id = '" + job + "'")
                .getFirst();
    }

    @Test
    void loadsAJobAndSettlesIt() {
        TestJob job = new TestJob(100);
        assertThat(loader.load(job.whole(5))).isInstanceOf(Outcome.Done.class);
        assertThat(rows()).containsExactly("500|500");
        assertThat(state(job.id())).isEqualTo("complete");
        assertThat(schema.query("SELECT units_loaded, rows_loaded, rows_rejected, rows_duplicate, bytes_loaded FROM"
                        + " millrace.upload"))
                .containsExactly("5|500|0|0|5000");
        assertThat(loader.registry
                        .get("millrace.rows")
                        .tag("outcome", "loaded")
                        .counter()
                        .count())
                .isEqualTo(500);
    }

    @Test
    void theOrderDoesNotMatter() {
        TestJob job = new TestJob(10);
        loader.load(job.end(3));
        loader.load(job.unit(2));
        loader.load(job.unit(0));
        assertThat(state(job.id())).isEqualTo("loading");
        loader.load(job.unit(1));
        assertThat(state(job.id())).isEqualTo("complete");
    }

    @Test
    void aRedeliveredGroupChangesNothing() {
        TestJob job = new TestJob(100);
        loader.load(job.whole(3));
        loader.load(job.whole(3));
        assertThat(rows()).containsExactly("300|300");
        assertThat(state(job.id())).isEqualTo("complete");
        assertThat(schema.query("SELECT sum(repeats) FROM millrace.ledger")).containsExactly("3");
    }

    @Test
    void aUnitTwiceInOneGroupIsLoadedOnce() {
        TestJob job = new TestJob(100);
        loader.load(job.unit(0), job.unit(0), job.unit(0));
        assertThat(rows()).containsExactly("100|100");
        assertThat(schema.query("SELECT repeats FROM millrace.ledger")).containsExactly("2");
    }

    @Test
    void settlesAJobWhoseLoaderDiedBetweenCommitAndSettle() {
        TestJob job = new TestJob(10);
        loader.load(job.whole(2));
        schema.execute("UPDATE millrace.job SET completed_at = NULL, total_rows = NULL, total_rejects = NULL;"
                + " INSERT INTO millrace.job_progress SELECT id, 0, 2, 0 FROM millrace.job WHERE id = '" + job.id()
                + "'");
        loader.load(job.unit(1));
        assertThat(state(job.id())).isEqualTo("complete");
    }

    @Test
    void twoLoadersWithTheSameUnitsAtOnce() {
        TestJob job = new TestJob(2000);
        List<RowBatch> there = job.whole(8);
        List<RowBatch> back = there.reversed();
        TestLoader other = new TestLoader(schema.database());
        CompletableFuture<Outcome> one = CompletableFuture.supplyAsync(() -> loader.load(there, (f, n, d) -> true));
        CompletableFuture<Outcome> two = CompletableFuture.supplyAsync(() -> other.load(back, (f, n, d) -> true));
        assertThat(one.join()).isInstanceOf(Outcome.Done.class);
        assertThat(two.join()).isInstanceOf(Outcome.Done.class);
        assertThat(rows()).containsExactly("16000|16000");
        assertThat(state(job.id())).isEqualTo("complete");
    }

    @Test
    void anotherInputUnderTheSameKeyIsAConflict() {
        TestJob job = new TestJob(10);
        loader.load(job.unit(0), job.unit(1));
        loader.load(job.content("other").unit(1));
        assertThat(state(job.id())).isEqualTo("failed");
        assertThat(reason(job.id()))
                .contains("unit 1 of job " + job.id(), "bytes [1000, 2000)", "two inputs under one key");
        loader.load(job.content("content").unit(2));
        assertThat(rows()).containsExactly("20|20");
    }

    @Test
    void aConflictWithinOneGroup() {
        TestJob job = new TestJob(10);
        RowBatch first = job.unit(0);
        loader.load(first, job.content("other").unit(0));
        assertThat(state(job.id())).isEqualTo("failed");
        assertThat(rows()).containsExactly("10|10");
    }

    @Test
    void anotherCutIsAConflict() {
        TestJob job = new TestJob(10);
        loader.load(job.unit(0));
        job.job().setCut(com.google.protobuf.ByteString.copyFromUtf8("semicolons"));
        loader.load(job.unit(1));
        assertThat(state(job.id())).isEqualTo("failed");
        assertThat(reason(job.id())).contains("options that cut the input elsewhere");
        assertThat(rows()).containsExactly("10|10");
    }

    @Test
    void twoEndsAreAConflict() {
        TestJob job = new TestJob(10);
        loader.load(job.end(2));
        loader.load(job.end(3));
        assertThat(state(job.id())).isEqualTo("failed");
        assertThat(reason(job.id())).contains("two ends");
    }

    @Test
    void aCompleteJobStaysComplete() {
        TestJob job = new TestJob(10);
        loader.load(job.whole(2));
        loader.load(job.content("other").unit(0), job.unit(2), job.end(3), job.stop(Stop.Outcome.ABORTED, "late"));
        assertThat(state(job.id())).isEqualTo("complete");
        assertThat(reason(job.id())).startsWith("conflict: ").contains("what is loaded is the first of them");
        assertThat(rows()).containsExactly("20|20");
    }

    @Test
    void aUnitBehindTheEndIsAConflict() {
        TestJob job = new TestJob(10);
        loader.load(job.unit(0), job.end(2));
        loader.load(job.unit(2));
        assertThat(state(job.id())).isEqualTo("failed");
        assertThat(reason(job.id())).contains("ended after 2 units");
    }

    @Test
    void unitsOfAnAbortedJobAreDropped() {
        TestJob job = new TestJob(10);
        loader.load(job.unit(0));
        loader.load(job.stop(Stop.Outcome.ABORTED, "its owner wanted so"));
        loader.load(job.unit(1), job.end(2));
        assertThat(state(job.id())).isEqualTo("aborted");
        assertThat(reason(job.id())).isEqualTo("its owner wanted so");
        assertThat(schema.query("SELECT unit FROM millrace.ledger")).containsExactly("0");
        assertThat(rows()).containsExactly("10|10");
    }

    @Test
    void aDryRunLoadsNothing() {
        TestJob job = new TestJob(10);
        job.job().setDryRun(true);
        loader.load(job.unit(0, Reject.newBuilder().setLine(7).setReason("bad").build()), job.end(1));
        assertThat(rows()).containsExactly("0|0");
        assertThat(state(job.id())).isEqualTo("complete_with_rejects");
        assertThat(schema.query("SELECT rows_loaded, rows_rejected FROM millrace.upload"))
                .containsExactly("10|1");
        assertThat(schema.query("SELECT line, reason FROM millrace.reject")).containsExactly("7|bad");
    }

    @Test
    void keepsRejectsWithAnyBytes() {
        TestJob job = new TestJob(0);
        Reject reject = Reject.newBuilder()
                .setLine(3)
                .setOffset(44)
                .setLength(5)
                .setColumn("a\0b")
                .setReason("broken")
                .setRaw(com.google.protobuf.ByteString.copyFrom(new byte[] {0, -1, 10}))
                .build();
        loader.load(job.unit(0, reject), job.end(1));
        assertThat(schema.query(
                        "SELECT job_id = '%s', unit, line, byte_offset, byte_length, column_name, reason, raw FROM"
                                        .formatted(job.id())
                                + " millrace.reject"))
                .containsExactly("t|0|3|44|5|a\uFFFDb|broken|\\x00ff0a");
        assertThat(state(job.id())).isEqualTo("complete_with_rejects");
    }

    @Test
    void tooManyRejectsFailTheJob() {
        TestJob job = new TestJob(10);
        job.job().setMaxRejects(1);
        Reject reject = Reject.newBuilder().setLine(1).setReason("bad").build();
        loader.load(job.unit(0, reject));
        assertThat(state(job.id())).isEqualTo("receiving");
        loader.load(job.unit(1, reject));
        assertThat(state(job.id())).isEqualTo("failed");
        assertThat(reason(job.id())).isEqualTo("2 rows were rejected, maxRejects is 1");
    }

    @Test
    void makesPartitionsOnDemandAndOnlyWhereRowsAre() {
        schema.table("sparse");
        TestJob old = new TestJob(10).table("sparse").from(Instant.parse("2015-03-01T00:00:00Z"));
        TestJob young = new TestJob(10).table("sparse").from(Instant.parse("2026-05-31T23:59:55Z"));
        loader.load(old.unit(0), young.unit(0));
        assertThat(schema.query("SELECT partition FROM millrace.partitions('sparse') ORDER BY lower"))
                .containsExactly("sparse_p20150301", "sparse_p20260501", "sparse_p20260601");
        schema.execute("DROP TABLE sparse_p20260601");
        loader.load(young.unit(1));
        assertThat(schema.query("SELECT count(*) FROM sparse")).containsExactly("25");
    }

    /** Each attempt makes some of them, and the unit gets in; meanwhile others are loaded. */
    @Test
    void aUnitThatNeedsManyPartitionsMakesWayForOthers() {
        schema.table("many");
        schema.execute("UPDATE millrace.partition_set SET step = 'hour' WHERE table_name = 'many'");
        TestLoader hasty = new TestLoader(schema.database(), Map.of("millrace.loader.partition.at-once", "1ms"));
        RowBatch sample = new TestJob(10).table("many").unit(0);
        long first = sample.getRows().getMinTime() / 3_600_000_000L;
        RowBatch many = sample.toBuilder()
                .setRows(sample.getRows().toBuilder()
                        .addHours(Hours.newBuilder().setFirst(first).setCount(5)))
                .build();
        TestJob good = new TestJob(10);
        hasty.load(many, good.unit(0));
        assertThat(schema.query("SELECT count(*) FROM readings")).containsExactly("10");
        assertThat(schema.query("SELECT cause FROM millrace.parked"))
                .singleElement()
                .asString()
                .startsWith("57014: public.many needs many partitions");
        for (int attempt = 0; attempt < 5; attempt++) {
            hasty.again(many.toByteArray());
        }
        assertThat(schema.query("SELECT count(*) FROM many")).containsExactly("10");
        assertThat(schema.query("SELECT * FROM millrace.parked")).isEmpty();
        assertThat(schema.query("SELECT count(*) FROM millrace.partitions('many')"))
                .containsExactly("5");
    }
}
