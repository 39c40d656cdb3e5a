package io.millrace.contract.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which columns may take what comes with a record. */
final class RecordColumns {
    private RecordColumns() {}

    static void check(@Nullable Records records, List<Column> columns, @Nullable String extras) {
        if (records == null) {
            return;
        }
        List<String> mapped = new ArrayList<>(records.headers().values());
        if (records.key() != null) {
            mapped.add(records.key());
        }
        if (records.timestamp() != null) {
            mapped.add(records.timestamp());
            Column column = Keys.named("records", records.timestamp(), columns);
            Keys.refuse(
                    !column.type().kind().isTime(),
                    "records",
                    "timestamp goes to column '%s', which is %s; use date, timestamp or timestamptz"
                            .formatted(column.name(), column.type()));
        }
        for (String name : mapped) {
            Keys.named("records", name, columns);
            Keys.refuse(name.equals(extras), "records", "'%s' is the extras column".formatted(name));
        }
        Keys.refuse(
                new HashSet<>(mapped).size() < mapped.size(),
                "records",
                "key, timestamp and headers go to %s; each column takes one of them".formatted(mapped));
        Keys.refuse(
                mapped.size() == columns.size() && records.format() == Records.Format.CSV,
                "records",
                "no column is left for the CSV line");
    }
}
