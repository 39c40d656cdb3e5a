package io.millrace.transform.encode;

import io.millrace.codec.column.ColumnCodec;
import io.millrace.codec.column.TimeCodec;
import io.millrace.codec.value.BadValue;
import io.millrace.codec.value.Surrogates;
import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.ColumnType;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.Records;
import io.millrace.contract.message.Conflict;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Target;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.transform.csv.CsvReader;
import io.millrace.transform.csv.CsvValueReader;
import io.millrace.transform.json.JsonKey;
import io.millrace.transform.json.JsonValueReader;
import io.millrace.transform.json.NdjsonReader;
import io.millrace.transform.parse.RecordReader;
import io.millrace.transform.parse.ValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the records of one format become rows of one dataset. Immutable; made once and used for every unit. */
public final class RowPlan {
    final ColumnPlan[] columns;
    final int key; // the partition key among the columns
    final TimeCodec keyCodec;
    final int restColumn;
    final @Nullable RestFields rest;
    final List<String> fieldNames;
    final int fieldCount;
    final int leastFields; // of a record; those that it leaves out are NULL
    private final Dataset dataset;
    private final Format format;
    private final List<JsonKey> keys;
    private final RecordReader reader;
    private final Target target;

    private RowPlan(Dataset dataset, Format format, Records records, Function<Column, ColumnCodec> codecs) {
        this.dataset = dataset;
        this.format = format;
        boolean ndjson = format.getType() == Format.Type.NDJSON;
        List<Column> all = dataset.columns();
        List<Column> sourced = sourced(dataset, records);
        List<String> names =
                ndjson ? sourced.stream().map(Column::source).toList() : List.copyOf(format.getFieldsList());
        boolean extras = dataset.extras() != null;
        columns = new ColumnPlan[all.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = plan(
                    all.get(i), codecs, names, Carried.of(records, all.get(i).name()));
        }
        key = all.indexOf(dataset.time());
        keyCodec = (TimeCodec) columns[key].codec();
        restColumn = extras ? all.indexOf(dataset.column(String.valueOf(dataset.extras()))) : ColumnPlan.NOWHERE;
        rest = extras && !ndjson ? rest(names, sourced) : null;
        if (extras && ndjson) {
            ColumnPlan column = columns[restColumn];
            columns[restColumn] = new ColumnPlan(column.name(), names.size(), column.codec(), false, null, false, null);
        }
        fieldNames = names;
        fieldCount = names.size() + (extras && ndjson ? 1 : 0);
        leastFields = fieldCount - format.getOptionalFields();
        keys = sourced.stream()
                .map(column -> new JsonKey(column.source(), column.type().kind() == ColumnType.Kind.JSONB))
                .toList();
        reader = ndjson ? new NdjsonReader(keys, extras) : new CsvReader(format);
        target = target(dataset);
    }

    private static Target target(Dataset dataset) {
        Target.Builder target = Target.newBuilder()
                .setSchema(dataset.table().schema())
                .setTable(dataset.table().name())
                .addAllColumns(dataset.columns().stream().map(Column::name).toList());
        if (dataset.onConflict() != null) {
            Conflict.Builder conflict = Conflict.newBuilder()
                    .addAllColumns(dataset.uniqueColumns())
                    .setAction(
                            switch (dataset.onConflict()) {
                                case IGNORE -> Conflict.Action.IGNORE;
                                case UPDATE -> Conflict.Action.UPDATE;
                                case ERROR -> Conflict.Action.ERROR;
                            });
            if (dataset.version() != null) {
                conflict.setVersion(dataset.version());
            }
            target.setConflict(conflict);
        }
        return target.build();
    }

    /**
     * @param codecs what reads a column's values
     * @throws IllegalArgumentException when a column's default is no value of the column
     */
    public static RowPlan of(Dataset dataset, Format format, Function<Column, ColumnCodec> codecs) {
        return new RowPlan(dataset, format, Records.DEFAULT, codecs);
    }

    /**
     * For what producers write to the dataset's topic.
     *
     * @param codecs what reads a column's values
     * @throws IllegalArgumentException when a column's default is no value of the column
     */
    public static RowPlan ofRecords(Dataset dataset, Function<Column, ColumnCodec> codecs) {
        Records records = dataset.recordsOrDefault();
        Format.Builder format = Format.newBuilder();
        switch (records.format()) {
            case JSON -> format.setType(Format.Type.NDJSON);
            case CSV ->
                format.setType(Format.Type.CSV)
                        .setDelimiter(dataset.format().delimiter())
                        .setQuote(dataset.format().quote())
                        .setEscape(dataset.format().escape())
                        .setNullText(dataset.format().nullText())
                        .addAllFields(sourced(dataset, records).stream()
                                .map(Column::source)
                                .toList());
        }
        return new RowPlan(dataset, format.build(), records, codecs);
    }

    /** The columns whose values are in the record itself. */
    private static List<Column> sourced(Dataset dataset, Records records) {
        return dataset.columns().stream()
                .filter(column -> !column.name().equals(dataset.extras()) && !records.maps(column.name()))
                .toList();
    }

    private static ColumnPlan plan(
            Column column, Function<Column, ColumnCodec> codecs, List<String> names, @Nullable Carried carried) {
        ColumnCodec codec = codecs.apply(column);
        String literal = column.defaultValue();
        boolean now = column.defaultIsNow();
        byte[] text = literal == null || now ? null : Surrogates.bytes(literal);
        if (text != null) {
            try {
                codec.write(text, 0, text.length, new TupleWriter(text.length));
            } catch (BadValue e) {
                throw new IllegalArgumentException(
                        "the default of column '%s': %s".formatted(column.name(), e.getMessage()), e);
            }
        }
        return new ColumnPlan(
                column.name(), names.indexOf(column.source()), codec, column.required(), text, now, carried);
    }

    private static RestFields rest(List<String> names, List<Column> sourced) {
        List<String> asked = sourced.stream().map(Column::source).toList();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (!asked.contains(names.get(i))) {
                kept.add(i);
            }
        }
        return new RestFields(names, kept);
    }

    public Dataset dataset() {
        return dataset;
    }

    public RecordReader reader() {
        return reader;
    }

    /** A new reader of single values. */
    public ValueReader values() {
        return format.getType() == Format.Type.NDJSON
                ? new JsonValueReader(keys, dataset.extras() != null)
                : new CsvValueReader(format);
    }

    /** The table, and its columns in the tuples' order. */
    public Target target() {
        return target;
    }
}
