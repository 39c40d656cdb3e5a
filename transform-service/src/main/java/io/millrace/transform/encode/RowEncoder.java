package io.millrace.transform.encode;

import io.millrace.codec.check.Window;
import io.millrace.codec.column.TimeCodec;
import io.millrace.codec.time.Times;
import io.millrace.codec.value.BadValue;
import io.millrace.contract.tuple.TupleWriter;
import io.millrace.transform.parse.Fields;
import io.millrace.transform.parse.RecordFault;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes the records of one unit. Not thread-safe. */
public final class RowEncoder {
    private static final int SHOWN = 5;
    /** An upload's records have no envelope, and its plans ask for none. */
    private static final Envelope NONE = new Envelope() {
        @Override
        public long timestamp() {
            throw new IllegalStateException("a record of an upload has no timestamp");
        }

        @Override
        public byte @Nullable [] key() {
            return null;
        }

        @Override
        public byte @Nullable [] header(String name) {
            return null;
        }
    };

    private final RowPlan plan;
    private final TupleWriter out;
    private final Window window;
    private final long now;
    private long keyTime;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;
    private final HourRuns hours = new HourRuns();
    private final int maxRow;
    private @Nullable Throwable fault;

    /**
     * @param startedAt microseconds since 1970: the "now" of defaults and of the window
     * @param maxRow bytes of one row, above which it is none
     */
    public RowEncoder(RowPlan plan, long startedAt, int maxRow, TupleWriter out) {
        this.maxRow = maxRow;
        this.plan = plan;
        this.out = out;
        window = Window.of(plan.dataset(), startedAt);
        now = startedAt - Times.EPOCH;
    }

    /** Writes the record of an upload as a row, or nothing. @return why it is no row; null when it is one */
    public @Nullable RecordRefusal write(Fields fields) {
        return write(fields, NONE);
    }

    /** Writes the record of a stream as a row, or nothing. @return why it is no row; null when it is one */
    public @Nullable RecordRefusal write(Fields fields, Envelope envelope) {
        if (fields.count() < plan.fieldCount) {
            fields.fill(plan.leastFields, plan.fieldCount);
        }
        if (fields.count() != plan.fieldCount) {
            return new RecordRefusal("", fieldCount(fields.count()));
        }
        ColumnPlan[] columns = plan.columns;
        out.beginRow(columns.length);
        int column = 0;
        try {
            for (; column < columns.length; column++) {
                if (columns[column].carried() == null) {
                    write(column, columns[column], fields);
                } else {
                    write(column, columns[column], envelope);
                }
            }
        } catch (BadValue e) {
            out.abandonRow();
            return new RecordRefusal(columns[column].name(), e.getMessage());
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            out.abandonRow();
            fault = fault == null ? e : fault;
            return new RecordRefusal(columns[column].name(), RecordFault.reason(e));
        }
        if (out.rowSize() > maxRow) {
            String reason =
                    "its row takes %,d bytes, defaults included; a row may have %,d".formatted(out.rowSize(), maxRow);
            out.abandonRow();
            return new RecordRefusal("", reason);
        }
        hours.add(keyTime + Times.EPOCH);
        minTime = Math.min(minTime, keyTime);
        maxTime = Math.max(maxTime, keyTime);
        return null;
    }

    private void write(int index, ColumnPlan column, Fields fields) throws BadValue {
        int place = column.place();
        if (index == plan.restColumn && plan.rest != null) {
            plan.rest.write(fields, out);
        } else if (place != ColumnPlan.NOWHERE && !fields.isNull(place)) {
            value(index, column, fields.bytes(), fields.from(place), fields.to(place));
        } else {
            instead(index, column);
        }
    }

    private void write(int index, ColumnPlan column, Envelope envelope) throws BadValue {
        switch (Objects.requireNonNull(column.carried())) {
            case Carried.Timestamp() -> {
                TimeCodec codec = (TimeCodec) column.codec();
                time(index, codec, codec.of(envelope.timestamp() - Times.EPOCH));
            }
            case Carried.Text text -> {
                byte[] bytes = text.text(envelope);
                if (bytes == null) {
                    instead(index, column);
                } else {
                    value(index, column, bytes, 0, bytes.length);
                }
            }
        }
    }

    /** Of a NULL. */
    private void instead(int index, ColumnPlan column) throws BadValue {
        if (column.literal() != null) {
            value(index, column, column.literal(), 0, column.literal().length);
        } else if (column.now()) {
            TimeCodec codec = (TimeCodec) column.codec();
            time(index, codec, codec.of(now));
        } else if (column.required() || index == plan.key) {
            throw new BadValue("NULL in a column that requires a value; give one, or the column a default");
        } else {
            out.writeNull();
        }
    }

    private void value(int index, ColumnPlan column, byte[] bytes, int from, int to) throws BadValue {
        if (index == plan.key) {
            time(index, plan.keyCodec, plan.keyCodec.read(bytes, from, to));
        } else {
            column.codec().write(bytes, from, to, out);
        }
    }

    private void time(int index, TimeCodec codec, long time) throws BadValue {
        if (index == plan.key) {
            keyTime = codec.micros(time);
            window.check(keyTime);
        }
        codec.write(time, out);
    }

    private String fieldCount(int count) {
        int expected = plan.fieldNames.size();
        int least = expected - (plan.fieldCount - plan.leastFields);
        return "%d fields instead of %s (%s%s); check the delimiter and the quotes"
                .formatted(
                        count,
                        least < expected ? least + " to " + expected : Integer.toString(expected),
                        String.join(", ", plan.fieldNames.subList(0, Math.min(SHOWN, expected))),
                        expected > SHOWN ? ", …" : "");
    }

    /** What was thrown first that nobody foresaw; null when nothing was. */
    public @Nullable Throwable fault() {
        return fault;
    }

    /** The hours of the rows' partition keys. */
    public HourRuns hours() {
        return hours;
    }

    /** Whether there is a row. */
    public boolean hasRows() {
        return minTime <= maxTime;
    }

    /** @return the least partition key of all rows, microseconds since 1970-01-01T00:00:00Z */
    public long minTime() {
        return minTime + Times.EPOCH;
    }

    /** @return the greatest partition key of all rows, microseconds since 1970-01-01T00:00:00Z */
    public long maxTime() {
        return maxTime + Times.EPOCH;
    }
}
