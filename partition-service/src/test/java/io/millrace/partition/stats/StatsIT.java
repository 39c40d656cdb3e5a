package io.millrace.partition.stats;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Servers.class)
class StatsIT {
    @Inject
    StatsKeeper keeper;

    @BeforeEach
    void make() {
        Api.awaitReady();
        Servers.execute("""
                CREATE TABLE grown (at timestamptz NOT NULL) PARTITION BY RANGE (at);
                INSERT INTO millrace.partition_set (schema_name, table_name, time_column, step, premake)
                VALUES ('public', 'grown', 'at', 'month', 1);
                SELECT millrace.ensure_partitions('grown', '2026-01-01Z', '2026-03-31Z');
                INSERT INTO grown SELECT '2026-02-01Z' FROM generate_series(1, 1000);
                ANALYZE grown;
                INSERT INTO millrace.partition_stats
                SELECT 'public', 'grown', now() - d * interval '1 day', 2, 100, 8192, 100, 8192 FROM (VALUES (2), (500)) AS old (d)
                """);
    }

    @AfterEach
    void drop() {
        Servers.execute("DELETE FROM millrace.partition_set WHERE table_name = 'grown';"
                + " DELETE FROM millrace.partition_stats WHERE table_name = 'grown'; DROP TABLE grown");
    }

    @Test
    void sizesAreWrittenDownAndForgotten() {
        keeper.keep(Duration.ofHours(1));
        keeper.keep(Duration.ofHours(1)); // too soon
        given().get("/v1/tables/public.grown/partitions/stats")
                .then()
                .statusCode(200)
                .body("stats.size()", equalTo(2))
                .body("stats[1].partitions", equalTo(3))
                .body("stats[1].rows", equalTo(1000))
                .body("stats[1].largestRows", equalTo(1000))
                .body("stats[1].bytes", greaterThan(8192))
                .body("stats[1].oldest", equalTo("2026-01-01T00:00:00Z"))
                .body("stats[1].newest", equalTo("2026-04-01T00:00:00Z"))
                .body("rowsPerDay", equalTo(450));
        assertThat(Servers.query("SELECT count(*) FROM millrace.partition_stats WHERE table_name = 'grown'"))
                .containsExactly("2");
        given().queryParam("since", "2999-01-01")
                .get("/v1/tables/public.grown/partitions/stats")
                .then()
                .body("stats.size()", equalTo(0));
        given().queryParam("since", "monday")
                .get("/v1/tables/public.grown/partitions/stats")
                .then()
                .statusCode(400)
                .body("field", equalTo("since"));
    }

    @Test
    void aLockedTableHoldsNothingUp() throws Exception {
        try (var holder = Servers.connect();
                var lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("LOCK TABLE grown_p20260201 IN ACCESS EXCLUSIVE MODE");
            keeper.keep(Duration.ZERO);
            holder.rollback();
        }
        assertThat(Servers.query(
                        "SELECT rows FROM millrace.partition_stats WHERE table_name = 'grown' ORDER BY taken_at DESC"))
                .first()
                .isEqualTo("1000");
    }
}
