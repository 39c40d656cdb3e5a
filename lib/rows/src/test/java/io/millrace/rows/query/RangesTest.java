package io.millrace.rows.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.partitioning.plan.Partition;
import io.millrace.rows.query.Ranges.Range;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangesTest {
    private static final Instant A = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant B = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant C = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<Partition> PARTITIONS = List.of(
            new Partition("first", Partition.NO_LOWER, A),
            new Partition("second", A, B),
            new Partition("last", C, Partition.NO_UPPER));

    @Test
    void rangesTileTheQueryGapsIncluded() {
        assertThat(Ranges.of(null, null, PARTITIONS))
                .containsExactly(new Range(null, A), new Range(A, B), new Range(B, C), new Range(C, null));
        Instant within = A.plusSeconds(1);
        assertThat(Ranges.of(within, C, PARTITIONS)).containsExactly(new Range(within, B), new Range(B, C));
        assertThat(Ranges.of(A, B, List.of())).containsExactly(new Range(A, B));
    }

    @Test
    void aCursorGoesOnInTheRangeThatHoldsItsBegin() {
        List<Range> ranges = Ranges.of(null, null, PARTITIONS);
        assertThat(Ranges.from("", ranges)).hasSize(4);
        assertThat(Ranges.from(B.toString(), ranges)).first().isEqualTo(new Range(B, C));
        // the partition has been split since
        assertThat(Ranges.from(A.plusSeconds(1).toString(), ranges)).first().isEqualTo(new Range(A, B));
    }

    @Test
    void cursorsAreReadBack() {
        RowCursor cursor = new RowCursor("f", A.toString(), "2026-01-01 00:00:00+00", "0a", 3);
        assertThat(RowCursor.parse(cursor.token())).contains(cursor);
        assertThat(RowCursor.parse("nonsense")).isEmpty();
        assertThat(RowCursor.parse("!")).isEmpty();
    }
}
