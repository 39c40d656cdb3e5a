package io.millrace.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.SharedServers;
import io.millrace.loader.Schema;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection dies around COMMIT: nobody knows what happened, except the ledger. */
class CommitInDoubtIT {
    private static Schema schema;

    @BeforeAll
    static void database() {
        schema = Schema.in(SharedServers.postgres(), "commit_in_doubt");
    }

    private static List<String> run(boolean reachesTheServer) throws Exception {
        schema.execute(
                "DROP TABLE readings; DELETE FROM millrace.partition_set; TRUNCATE millrace.ledger, millrace.job");
        schema.table("readings");
        try (CutAtCommit proxy = new CutAtCommit(SharedServers.postgres().port(), reachesTheServer)) {
            PGSimpleDataSource source = TestLoader.source(schema.database());
            source.setPortNumbers(new int[] {proxy.port()});
            TestLoader loader = new TestLoader(source, unit -> Optional.empty());
            TestJob job = new TestJob(100);
            loader.load(List.of(job.unit(9))); // makes the job and the partition
            proxy.arm();
            List<String> failures = new ArrayList<>();
            Outcome outcome = loader.load(job.whole(3), (failure, count, delay) -> failures.add(failure.reason()));
            assertThat(outcome).isInstanceOf(Outcome.Done.class);
            assertThat(failures).singleElement().asString().contains("the outcome of COMMIT is unknown");
            assertThat(proxy.cut()).isTrue();
        }
        return schema.query(
                "SELECT count(*), count(DISTINCT sensor_id), (SELECT sum(repeats) FROM millrace.ledger) FROM"
                        + " readings");
    }

    @Test
    void theCommitHappened() throws Exception {
        assertThat(run(true)).containsExactly("400|400|0");
    }

    @Test
    void theCommitNeverArrived() throws Exception {
        assertThat(run(false)).containsExactly("400|400|0");
    }
}
