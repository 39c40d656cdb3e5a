package io.millrace.transform.encode;

import io.millrace.codec.time.Times;
import io.millrace.contract.message.Hours;
import io.millrace.contract.message.Rows;
import java.util.TreeSet;

/** The hours that have a row. Most rows are of the hour that the row before them had: that costs no division. */
public final class HourRuns {
    private static final long HOUR = Times.DAY / 24;

    private final TreeSet<Long> hours = new TreeSet<>();
    private long from; // of the hour of the last row
    private long to;

    /** @param time microseconds since 1970-01-01T00:00:00Z */
    void add(long time) {
        if (time < from || time >= to) {
            long hour = Math.floorDiv(time, HOUR);
            hours.add(hour);
            from = hour * HOUR;
            to = from + HOUR;
        }
    }

    /** How many hours there are. */
    public int count() {
        return hours.size();
    }

    /** As runs of successive hours, in their order. */
    public void addTo(Rows.Builder rows) {
        Hours.Builder run = Hours.newBuilder();
        for (long hour : hours) {
            if (run.getCount() > 0 && hour != run.getFirst() + run.getCount()) {
                rows.addHours(run);
                run.clear();
            }
            if (run.getCount() == 0) {
                run.setFirst(hour);
            }
            run.setCount(run.getCount() + 1);
        }
        if (run.getCount() > 0) {
            rows.addHours(run);
        }
    }
}
