package io.millrace.loader.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.Conflict;
import io.millrace.contract.message.Target;
import io.millrace.loader.copy.Staging.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeSqlTest {
    private static final Target TARGET = Target.newBuilder()
            .setSchema("public")
            .setTable("we\"ird %s")
            .addAllColumns(List.of("id", "at", "v"))
            .build();

    private static Staging staging(Conflict.Builder conflict, String... key) {
        return new Staging(
                TARGET.toBuilder()
                        .setConflict(conflict.addAllColumns(List.of(key)))
                        .build(),
                "pg_temp.s",
                "arrival",
                List.of(
                        new Column("\"id\"", "text", " COLLATE \"C\""),
                        new Column("\"at\"", "date", ""),
                        new Column("\"v\"", "bigint", "")));
    }

    @Test
    void ignore() {
        Staging staging = staging(Conflict.newBuilder().setAction(Conflict.Action.IGNORE), "id", "at");
        assertThat(MergeSql.of(staging)).isEqualTo("""
                INSERT INTO "public"."we""ird %s" AS there ("id", "at", "v")
                SELECT DISTINCT ON ("id", "at") "id", "at", "v" FROM pg_temp.s ORDER BY "id", "at", arrival
                ON CONFLICT ("id", "at") DO NOTHING""");
    }

    @Test
    void updateByVersion() {
        Conflict.Builder conflict =
                Conflict.newBuilder().setAction(Conflict.Action.UPDATE).setVersion("v");
        assertThat(MergeSql.of(staging(conflict, "id", "at")))
                .contains("ORDER BY \"id\", \"at\", \"v\" DESC, arrival")
                .endsWith(
                        "DO UPDATE SET \"v\" = excluded.\"v\" WHERE there.\"v\" IS NULL OR excluded.\"v\" > there.\"v\"");
    }

    @Test
    void updateByArrival() {
        Conflict.Builder conflict = Conflict.newBuilder().setAction(Conflict.Action.UPDATE);
        assertThat(MergeSql.of(staging(conflict, "id", "at")))
                .contains("ORDER BY \"id\", \"at\", arrival DESC")
                .endsWith("DO UPDATE SET \"v\" = excluded.\"v\"");
    }

    @Test
    void aRowThatIsAllKeyHasNothingToUpdate() {
        Conflict.Builder conflict = Conflict.newBuilder().setAction(Conflict.Action.UPDATE);
        assertThat(MergeSql.of(staging(conflict, "id", "at", "v"))).endsWith("DO NOTHING");
    }

    @Test
    void stagingTakesWhatTheTableTakes() {
        assertThat(staging(Conflict.newBuilder(), "id").create())
                .isEqualTo("CREATE TEMPORARY TABLE IF NOT EXISTS pg_temp.s (arrival bigint GENERATED ALWAYS AS IDENTITY"
                        + " (CACHE 1000), \"id\" text COLLATE \"C\", \"at\" date, \"v\" bigint) ON COMMIT DELETE ROWS");
    }
}
