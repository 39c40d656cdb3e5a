package io.millrace.bench.stream;

import io.millrace.bench.measure.Target;
import io.millrace.bench.measure.Usage;
import java.util.Map;

/** Measures one side: from the moment at which records can be read to the moment at which all are committed rows. */
final class Race {
    private final Target target;
    private final Filler filler;

    Race(Target target, Filler filler) {
        this.target = target;
        this.filler = filler;
    }

    /**
     * The table is empty and checkpointed, the records are in the topic, the readers wait. The end is seen by the last
     * records of the topic's partitions, 5 ms late at most; each side keeps the order of a partition, and the count
     * afterwards shows that nothing was still to come.
     *
     * @param counted whether what the processes use is added to their sum
     * @return records per second
     */
    double run(Side side, boolean counted) throws Exception {
        target.empty(side.table());
        filler.fill(side.topic(), side.readings());
        Map<String, Usage> before = side.processes().begin();
        long begun = System.nanoTime();
        filler.commit();
        target.awaitAtLeast(
                "SELECT count(*) FROM " + side.table() + " WHERE recorded_at < '" + JsonReadings.MARK.plusDays(1)
                        + "Z'",
                JsonReadings.PARTITIONS,
                side.check());
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (counted) {
            side.processes().end(before);
        }
        long there = target.count(side.table());
        if (there != side.rows()) {
            throw new IllegalStateException(side.table() + " has " + there + " rows instead of " + side.rows()
                    + " when " + side.name() + " is done");
        }
        return side.readings().records() / seconds;
    }
}
