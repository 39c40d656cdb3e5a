package io.millrace.partition.archive;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.archive.log.ArchiveLog;
import io.millrace.archive.log.Manifest;
import io.millrace.partition.Api;
import io.millrace.partition.S3Server;
import io.millrace.partition.Servers;
import io.millrace.partition.maintain.Maintenance;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** From a table to an S3 server and back, as people and the schedule ask for it. */
@QuarkusTest
@WithTestResource(Servers.class)
class ArchiveIT {
    private static final String TYPES = """
            , id bigint, t text, v varchar(20), b boolean, i2 smallint, i4 integer, f4 real, f8 double precision,
              n numeric(12,2), free numeric, d date, ts timestamp, tz timestamptz, u uuid, j jsonb, raw bytea, a text[], m mood,
              twice bigint GENERATED ALWAYS AS (id * 2) STORED""";
    private static final String VALUES = """
            , g, 'text "' || g || E'\\n', CASE WHEN g % 3 = 0 THEN '' END, g % 2 = 0, g % 100, g, g / 3.0, 'NaN',
              CASE WHEN g = 7 THEN 'NaN' ELSE g / 100.0 END, g ^ 30, '-infinity', 'infinity', '0044-03-15 BC', gen_random_uuid(),
              jsonb_build_object('g', g), decode(md5(g::text), 'hex'), ARRAY['a,', NULL, '"'], 'so, so'""";

    @Inject
    Maintenance maintenance;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
        S3Server.shared().client().close();
        Servers.execute("""
                DO $$ BEGIN CREATE TYPE mood AS ENUM ('glad', 'so, so'); EXCEPTION WHEN duplicate_object THEN NULL; END $$
                """);
    }

    @Test
    void wentByRetentionAndCameBack() throws Exception {
        Months months = Months.create("sent", TYPES, "archive");
        months.fill(500, VALUES);
        Servers.execute("CREATE INDEX ON sent (id); COMMENT ON COLUMN sent.id IS 'counted'");
        String partition = months.partition();
        assertThat(maintenance.runOne("public.sent")).isTrue();
        awaitStates("public.sent", "dropped", "dropped", "dropped");
        assertThat(Servers.query("SELECT count(*) FROM sent")).containsExactly("0");
        assertThat(Servers.query("SELECT to_regclass(?)", partition)).containsExactly((String) null);

        var line = jdbi.withHandle(handle -> ArchiveLog.covering(
                        handle,
                        months.table(),
                        Instant.parse("2020-02-10T00:00:00Z"),
                        Instant.parse("2020-02-11T00:00:00Z")))
                .getFirst();
        assertThat(line.rows()).isEqualTo(500);
        manifestLiesBeside(line.location());
        Servers.execute("ALTER TABLE sent ADD COLUMN since text DEFAULT 'new'");
        given().post("/v1/tables/public.sent/partitions/archives/{id}/restore?dryRun=true", line.id())
                .then()
                .statusCode(200)
                .body("steps", equalTo(List.of("prepare", "read", "verify", "attach")))
                .body("filled", equalTo(List.of("since")));
        given().post("/v1/tables/public.sent/partitions/archives/{id}/restore", line.id())
                .then()
                .statusCode(202);
        awaitStates("public.sent", "dropped", "restored", "dropped");
        assertThat(months.has(partition)).isTrue();
        assertThat(Servers.query("SELECT DISTINCT since FROM sent")).containsExactly("new");
        Servers.execute("ALTER TABLE sent DROP COLUMN since");
        assertThat(months.differences("sent")).isEmpty();
        assertThat(Servers.query("SELECT count(*) FROM pg_indexes WHERE tablename = ?", partition))
                .containsExactly("1");

        heldUntilReleased(months, partition, line.id());
    }

    /** As long as it is held, retention leaves it alone; then it goes again, under a new number. */
    private void heldUntilReleased(Months months, String partition, long id) {
        maintenance.runOne("public.sent");
        assertThat(months.has(partition)).isTrue();
        given().post("/v1/tables/public.sent/partitions/archives/{id}/release", id)
                .then()
                .statusCode(200)
                .body("held", equalTo(false));
        maintenance.runOne("public.sent");
        awaitStates("public.sent", "dropped", "restored", "dropped", "dropped");
        assertThat(months.has(partition)).isFalse();
    }

    private static void manifestLiesBeside(String location) {
        URI uri = URI.create(location.replace(".parquet", ".json"));
        try (S3Client client = S3Server.shared().client()) {
            String json = client.getObjectAsBytes(request ->
                            request.bucket(uri.getHost()).key(uri.getPath().substring(1)))
                    .asUtf8String();
            Manifest manifest = Manifest.parse(json);
            assertThat(manifest.facts().rows()).isEqualTo(500);
            assertThat(manifest.facts().columns()).anySatisfy(column -> {
                assertThat(column.name()).isEqualTo("id");
                assertThat(column.min()).isEqualTo("1");
                assertThat(column.max()).isEqualTo("500");
                assertThat(column.values()).isEqualTo(500);
            });
            assertThat(manifest.ddl()).startsWith("CREATE TABLE \"public\".\"sent_p20200201\" (\"at\" timestamp");
        }
    }

    @Test
    void onePartitionNowWithANameOf63Bytes() {
        String name = "My \"Table\" with äöü".concat("x".repeat(60)).substring(0, 60);
        Months months = Months.create(name, ", \"Odd \"\" column\" text", "keep");
        months.fill(10, ", 'x'");
        String partition = months.partition();
        String path = "/v1/tables/{table}/partitions";
        given().post(path + "/{partition}/archive?dryRun=true", months.table().toString(), partition)
                .then()
                .statusCode(200)
                .body("steps", equalTo(List.of("detach", "write", "verify", "drop")));
        assertThat(months.has(partition)).isTrue();
        long id = given().post(path + "/{partition}/archive", months.table().toString(), partition)
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getLong("id");
        awaitStates(months.table().toString(), "dropped");
        given().post(path + "/archives/{id}/restore", months.table().toString(), id)
                .then()
                .statusCode(202);
        awaitStates(months.table().toString(), "restored");
        assertThat(months.differences(months.table().sql())).isEmpty();
    }

    @Test
    void whatCannotBeAskedFor() {
        Months months = Months.create("asked", "", "keep");
        String partition = months.partition();
        given().post("/v1/tables/public.asked/partitions/nothing/archive")
                .then()
                .statusCode(404)
                .body("type", containsString("unknown-partition"));
        given().post("/v1/tables/public.asked/partitions/archives/999999/restore")
                .then()
                .statusCode(404)
                .body("type", containsString("unknown-archive"));
        given().post("/v1/tables/public.asked/partitions/{partition}/archive", partition)
                .then()
                .statusCode(202);
        awaitStates("public.asked", "dropped");
        long id = given().get("/v1/tables/public.asked/partitions/archives")
                .jsonPath()
                .getLong("[0].id");
        Servers.query("SELECT millrace.ensure_partitions('asked', '2020-02-10', '2020-02-10')");
        given().post("/v1/tables/public.asked/partitions/archives/{id}/restore", id)
                .then()
                .statusCode(409)
                .body("type", containsString("cannot-restore"))
                .body("detail", containsString("holds times of it already; detach that first"));
    }

    /** While a partition is on its way, its rows stay as they are. */
    @Test
    void nobodyWritesIntoWhatIsBeingArchived() {
        Servers.execute("CREATE TABLE guarded (a int); SELECT millrace.protect('guarded')");
        for (String sql : List.of(
                "INSERT INTO guarded VALUES (1)",
                "DELETE FROM guarded",
                "TRUNCATE guarded",
                "SET session_replication_role = replica; UPDATE guarded SET a = 2")) {
            assertThatThrownBy(() -> Servers.execute(sql)).hasMessageContaining("is being archived");
        }
    }

    private static void awaitStates(String table, String... states) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        given().get("/v1/tables/{table}/partitions/archives", table)
                                .jsonPath()
                                .getList("state"))
                .isEqualTo(List.of(states)));
    }
}
