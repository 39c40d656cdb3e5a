package io.millrace.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.RowBatch;
import io.millrace.embedded.SharedServers;
import io.millrace.loader.Schema;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import io.millrace.loader.TestStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slices of streams: repeated, overlapping, ahead, behind, of the living and of the dead. */
class StreamsIT {
    private static Schema schema;
    private final TestLoader loader = new TestLoader(schema.database());
    private final TestStream stream = new TestStream("readings");

    @BeforeAll
    static void database() {
        schema = Schema.in(SharedServers.postgres(), "streams");
        schema.execute("INSERT INTO millrace.dataset (name, version, definition) VALUES ('readings', 1, '{}')");
    }

    @BeforeEach
    void open() {
        schema.execute("UPDATE millrace.dataset SET deleted_at = NULL; TRUNCATE readings, millrace.stream,"
                + " millrace.record_reject, millrace.ledger, millrace.job");
        schema.query(stream.open());
    }

    /** Every offset below is in exactly once, as a row or as a reject, and the line says so. */
    private void assertInUpTo(long position) {
        long rejects = Math.ceilDiv(position, TestStream.REJECT_EVERY);
        assertThat(schema.query("SELECT count(*), count(DISTINCT sensor_id), coalesce(max(temperature) < %d, true)"
                                .formatted(position)
                        + " FROM readings"))
                .containsExactly("%d|%1$d|t".formatted(position - rejects));
        assertThat(schema.query("SELECT count(*), count(DISTINCT record_offset) FROM millrace.record_reject"))
                .containsExactly("%d|%1$d".formatted(rejects));
        assertThat(schema.query("SELECT next_offset, rows, rejects FROM millrace.stream"))
                .containsExactly("%d|%d|%d".formatted(position, position - rejects, rejects));
    }

    @Test
    void slicesFollowOneAnother() {
        loader.load(stream.slice(0, 25), stream.slice(25, 60));
        loader.load(stream.slice(60, 61));
        assertInUpTo(61);
        assertThat(schema.query("SELECT newest_at AT TIME ZONE 'UTC' FROM millrace.stream"))
                .containsExactly("2026-01-10 00:01:00");
        assertThat(schema.query("SELECT record_offset, column_name, reason, convert_from(raw, 'UTF8'), raw_length"
                        + " FROM millrace.record_reject WHERE record_offset = 60"))
                .containsExactly("60|temperature|too hot|{}\n|3");
    }

    @Test
    void whatOverlapsIsTrimmedWhereverItBegins() {
        for (long from = 0; from <= 40; from += 7) {
            schema.execute("TRUNCATE readings, millrace.stream, millrace.record_reject");
            schema.query(stream.open());
            loader.load(stream.slice(0, 40));
            loader.load(stream.slice(0, 40), stream.slice(from, 55), stream.slice(3, 12), stream.slice(50, 70));
            assertInUpTo(70);
        }
    }

    @Test
    void holesBelongToTheirSlice() {
        RowBatch hole = stream.slice(20, 21);
        loader.load(
                stream.slice(0, 20),
                hole.toBuilder()
                        .setRows(hole.getRows().toBuilder().clearRejects().setTo(900))
                        .build());
        assertThat(schema.query("SELECT next_offset, rows, rejects FROM millrace.stream"))
                .containsExactly("900|18|2");
        loader.load(stream.slice(890, 910));
        assertThat(schema.query("SELECT next_offset, rows, rejects FROM millrace.stream"))
                .containsExactly("910|27|3");
    }

    @Test
    void whatLiesAheadWaitsAndIsNotLoaded() {
        assertThat(loader.load(stream.slice(0, 10), stream.slice(20, 30))).isInstanceOf(Outcome.Abandoned.class);
        assertInUpTo(0);
    }

    @Test
    void whatLiesAheadIsLoadedWhenItsPredecessorHasCome() {
        Outcome outcome = loader.load(List.of(stream.slice(20, 30)), (failure, failures, delay) -> {
            assertThat(failure.reason()).contains("is in up to 0, and [20, 30) came");
            return new TestLoader(schema.database()).load(stream.slice(0, 20)) instanceof Outcome.Done;
        });
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertInUpTo(30);
    }

    @Test
    void aPredecessorThatNeverComesHasTheReaderStartAgain() {
        TestLoader impatient = new TestLoader(schema.database(), Map.of("millrace.loader.stream.gap-wait", "1ms"));
        Outcome outcome =
                impatient.load(List.of(stream.slice(0, 10), stream.slice(20, 30)), (failure, failures, delay) -> true);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertInUpTo(10);
        assertThat(schema.query("SELECT epoch FROM millrace.stream")).containsExactly("1");
        assertThat(impatient.registry.get("millrace.stream.gaps").counter().count())
                .isEqualTo(1);
        // what its former self sent further ahead waits for nobody
        assertThat(loader.load(stream.slice(30, 40))).isInstanceOf(Outcome.Done.class);
        assertInUpTo(10);
        loader.load(stream.epoch(1).slice(10, 40));
        assertInUpTo(40);
    }

    @Test
    void aZombiesSlicesAreTrimmedToo() {
        loader.load(stream.slice(0, 30));
        schema.query(stream.open()); // a successor
        loader.load(stream.epoch(0).slice(20, 50));
        assertInUpTo(50);
        loader.load(stream.epoch(1).slice(30, 60));
        assertInUpTo(60);
    }

    @Test
    void whatNobodyHasOpenedAndWhatIsNoMoreIsDropped() {
        assertThat(loader.load(new TestStream("readings").slice(0, 10))).isInstanceOf(Outcome.Done.class);
        schema.execute("UPDATE millrace.dataset SET deleted_at = now()");
        assertThat(loader.load(stream.slice(0, 10))).isInstanceOf(Outcome.Done.class);
        assertInUpTo(0);
    }

    @Test
    void unitsAndSlicesShareATransaction() {
        TestJob job = new TestJob(10);
        loader.load(job.unit(0), stream.slice(0, 10), job.end(1), stream.slice(5, 20));
        assertThat(schema.query("SELECT state, rows_loaded FROM millrace.upload"))
                .containsExactly("complete|10");
        assertThat(schema.query("SELECT next_offset, rows, rejects FROM millrace.stream"))
                .containsExactly("20|18|2");
        assertThat(schema.query("SELECT count(*) FROM readings")).containsExactly("28");
    }

    @Test
    void rowsThatTheDatabaseRefusesAreRejectsOfTheirOffsets() {
        schema.execute("ALTER TABLE readings ADD CONSTRAINT even CHECK (temperature::integer % 10 <> 3)");
        try {
            loader.load(stream.slice(0, 50));
            assertThat(schema.query("SELECT next_offset, rows, rejects FROM millrace.stream"))
                    .containsExactly("50|40|10");
            assertThat(schema.query("SELECT string_agg(record_offset::text, ',' ORDER BY record_offset)"
                            + " FROM millrace.record_reject WHERE reason LIKE '%violates check constraint%'"))
                    .containsExactly("3,13,23,33,43");
        } finally {
            schema.execute("ALTER TABLE readings DROP CONSTRAINT even");
        }
    }

    @Test
    void loadersThatLoadTheSameStreamAtOnceLoadItOnce() throws Exception {
        List<Callable<Boolean>> loads = new ArrayList<>();
        for (int replica = 0; replica < 4; replica++) {
            Random random = new Random(replica);
            loads.add(() -> {
                TestLoader another = new TestLoader(schema.database());
                long from = 0;
                while (from < 2000) {
                    long to = Math.min(2000, from + 1 + random.nextInt(90));
                    another.load(List.of(stream.slice(from, to)), (failure, failures, delay) -> true);
                    from = random.nextInt(5) == 0 ? Math.max(0, to - random.nextInt(200)) : to;
                }
                return true;
            });
        }
        Collections.shuffle(loads, new Random(1));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(loads)) {
                done.get();
            }
        }
        assertInUpTo(2000);
    }
}
