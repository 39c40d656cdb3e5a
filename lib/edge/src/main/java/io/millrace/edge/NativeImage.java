package io.millrace.edge;

import io.millrace.api.Problem;
import io.millrace.contract.dataset.Accept;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.ColumnType;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.Expired;
import io.millrace.contract.dataset.InputFormat;
import io.millrace.contract.dataset.Interval;
import io.millrace.contract.dataset.OnConflict;
import io.millrace.contract.dataset.Partitioning;
import io.millrace.contract.dataset.Records;
import io.millrace.contract.dataset.Span;
import io.millrace.contract.dataset.TableName;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What Jackson reads and writes without Quarkus seeing it: a native image would leave the constructors out. */
@RegisterForReflection(
        targets = {
            Accept.class,
            Column.class,
            ColumnType.class,
            Dataset.class,
            Expired.class,
            InputFormat.class,
            InputFormat.Type.class,
            Interval.class,
            OnConflict.class,
            Partitioning.class,
            Problem.class,
            Records.class,
            Records.Format.class,
            Span.class,
            TableName.class
        })
final class NativeImage {
    private NativeImage() {}
}
