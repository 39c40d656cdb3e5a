package io.millrace.archive.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.archive.ArchiveState;
import io.millrace.archive.log.Archived;
import io.millrace.archive.log.ColumnFacts;
import io.millrace.archive.log.Manifest;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.TableName;
import io.millrace.partitioning.plan.ExistingTable.TableColumn;
import io.millrace.partitioning.plan.Mismatch;
import io.millrace.partitioning.plan.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestorePlannerTest {
    private static final Instant JANUARY = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2020-02-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2020-03-01T00:00:00Z");
    private static final List<TableColumn> COLUMNS = List.of(
            column("at", "timestamp with time zone"), column("n", "integer"), column("t", "character varying(10)"));

    @Test
    void theSameColumns() {
        RestorePlan plan = plan(COLUMNS, List.of(new Partition("march", MARCH, Partition.NO_UPPER)));
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.fromArchive()).isTrue();
        assertThat(plan.columns()).containsExactly("at", "n", "t");
        assertThat(plan.filled()).isEmpty();
    }

    @Test
    void aRangeThatIsTaken() {
        assertThat(plan(COLUMNS, List.of(new Partition("other", Partition.NO_LOWER, MARCH)))
                        .refusals())
                .extracting(Mismatch::reason)
                .containsExactly("partition other holds times of it already; detach that first");
        assertThat(plan(COLUMNS, List.of(new Partition("before", Partition.NO_LOWER, FEBRUARY)))
                        .refusals())
                .isEmpty();
    }

    @Test
    void columnsThatCame() {
        List<TableColumn> columns = new ArrayList<>(COLUMNS);
        columns.add(column("nullable", "text"));
        columns.add(new TableColumn("filled", "text", true, true, false));
        assertThat(plan(columns, List.of()).refusals()).isEmpty();
        assertThat(plan(columns, List.of()).filled()).containsExactly("nullable", "filled");
        columns.add(new TableColumn("required", "text", true, false, false));
        assertThat(plan(columns, List.of()).refusals())
                .extracting(Mismatch::path)
                .containsExactly("column required");
    }

    @Test
    void columnsThatWentOrChanged() {
        assertThat(plan(List.of(COLUMNS.get(0), column("n", "bigint"), column("t", "text")), List.of())
                        .refusals())
                .isEmpty();
        assertThat(plan(List.of(COLUMNS.get(0), column("n", "text")), List.of()).refusals())
                .extracting(Mismatch::toString)
                .satisfiesExactly(
                        changed -> assertThat(changed).contains("column n", "was integer and is text now"),
                        gone -> assertThat(gone).contains("column t", "is not there any more"));
    }

    @Test
    void statesFromWhichNothingComesBack() {
        assertThat(refusal(line(ArchiveState.RESTORED, true, true))).isEqualTo("it is restored");
        assertThat(refusal(line(ArchiveState.DROPPED, true, false)))
                .startsWith("it was dropped without being archived");
        RestorePlan kept = RestorePlanner.plan(line(ArchiveState.DETACHED, false, false), COLUMNS, List.of());
        assertThat(kept.refusals()).isEmpty();
        assertThat(kept.fromArchive()).isFalse();
    }

    private static String refusal(Archived line) {
        return RestorePlanner.plan(line, COLUMNS, List.of())
                .refusals()
                .getFirst()
                .reason();
    }

    private static RestorePlan plan(List<TableColumn> columns, List<Partition> partitions) {
        return RestorePlanner.plan(line(ArchiveState.DROPPED, true, true), columns, partitions);
    }

    private static TableColumn column(String name, String type) {
        return new TableColumn(name, type, false, false, false);
    }

    private static Archived line(ArchiveState state, boolean dropped, boolean archived) {
        TableName table = new TableName("public", "readings");
        @Nullable
        Manifest manifest = archived
                ? new Manifest(
                        1,
                        table,
                        "february",
                        FEBRUARY,
                        MARCH,
                        MARCH,
                        "",
                        0,
                        new Manifest.Facts(
                                0,
                                "0",
                                COLUMNS.stream()
                                        .map(column ->
                                                new ColumnFacts(column.name(), column.type(), 0, null, null, "0"))
                                        .toList()),
                        "")
                : null;
        return new Archived(
                1,
                table,
                "february",
                1,
                FEBRUARY,
                MARCH,
                Expired.ARCHIVE,
                state,
                false,
                archived ? "file:///x" : null,
                manifest,
                0L,
                0L,
                null,
                null,
                new Archived.Times(JANUARY, null, null, null, dropped ? MARCH : null, null));
    }
}
