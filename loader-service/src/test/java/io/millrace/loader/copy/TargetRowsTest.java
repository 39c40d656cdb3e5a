package io.millrace.loader.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Target;
import io.millrace.contract.tuple.Tuples;
import io.millrace.loader.TestJob;
import io.millrace.loader.TestLoader;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.BatchPlace;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TargetRowsTest {
    private static Batch unit(TestJob job, int number) {
        return TestLoader.parse(new BatchPlace("b", 0, number), job.unit(number).toByteArray());
    }

    @Property(tries = 200)
    void anyRangesPutTogetherAreTheWhole(
            @ForAll @IntRange(max = 20) int rows,
            @ForAll @IntRange(max = 60) int one,
            @ForAll @IntRange(max = 60) int two) {
        TestJob job = new TestJob(rows);
        TargetRows all =
                TargetRows.of(List.of(unit(job, 0), unit(job, 1), unit(job, 2))).getFirst();
        int low = Math.min(Math.min(one, two), all.count());
        int high = Math.min(Math.max(one, two), all.count());
        TargetRows.Cutter cutter = all.cutter();
        ByteString middle = ByteString.copyFrom(cutter.cut(low, high));
        assertThat(ByteString.copyFrom(cutter.cut(0, low))
                        .concat(middle)
                        .concat(ByteString.copyFrom(cutter.cut(high, all.count()))))
                .isEqualTo(ByteString.copyFrom(all.tuples()));
        assertThat(Tuples.offsets(middle.asReadOnlyByteBuffer(), high - low)).hasSize(high - low + 1);
    }

    @Test
    void aRowKnowsItsUnit() {
        TestJob job = new TestJob(3);
        Batch second = unit(job, 1);
        TargetRows all = TargetRows.of(List.of(unit(job, 0), second)).getFirst();
        assertThat(all.row(4)).isEqualTo(new TargetRows.RowOf(second, 1));
    }

    @Test
    void tablesComeInTheOrderOfTheirNames() {
        Batch b = unit(new TestJob(1).table("b"), 0);
        Batch a = unit(new TestJob(1).table("a"), 0);
        assertThat(TargetRows.of(List.of(b, a, b)))
                .extracting(rows -> rows.target().getTable() + rows.count())
                .containsExactly("a1", "b2");
    }

    @Test
    void namesAreQuoted() {
        Target target = Target.newBuilder()
                .setSchema("my \"s")
                .setTable("T")
                .addColumns("a")
                .addColumns("b;c")
                .build();
        assertThat(TargetRows.copy(target))
                .isEqualTo("COPY \"my \"\"s\".\"T\" (\"a\", \"b;c\") FROM STDIN (FORMAT binary)");
    }
}
