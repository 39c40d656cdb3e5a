package io.millrace.loader.transaction;

import io.millrace.contract.message.Rows;
import io.millrace.loader.batch.Batch;
import io.millrace.loader.batch.Group;
import io.millrace.loader.batch.StreamKey;
import io.millrace.loader.batch.Trim;
import io.millrace.loader.ledger.StreamLedger;
import io.millrace.loader.park.Parking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What of a group's stream slices is to be loaded: each from where its stream's line ends. The lines are locked until the
 * transaction ends, so that whoever loads the same slices waits, and then sees that they are in.
 *
 * @param mine slices, trimmed where they begin before the line's position; without a gap
 * @param repeats batches that lie below the position altogether
 * @param dropped batches that nobody can load: their stream is unknown, its dataset gone, or they lie behind a gap that
 *     nobody will fill, or behind a parked slice. Their records will be read again, since the position does not pass them
 * @param held the streams among them whose slice at the position was parked until now
 */
public record StreamClaims(List<Batch> mine, List<Batch> repeats, List<Batch> dropped, Set<StreamKey> held) {
    private static final Logger LOG = Logger.getLogger(StreamClaims.class);

    /** A slice lies ahead of its stream's position: its predecessor is still on its way, or lost. */
    public static final class GapException extends RuntimeException {
        GapException(String gap) {
            super(gap + "; waiting for what lies between", null, false, false);
        }
    }

    /**
     * Locks the lines of the group's streams.
     *
     * @param passGaps whether the waiting for predecessors is over: what lies ahead is dropped, and the reader is told to
     *     start again from the line's position
     */
    static StreamClaims make(Handle handle, Group group, boolean passGaps) {
        StreamClaims slices =
                new StreamClaims(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        Map<StreamKey, List<Batch>> streams = group.slices();
        Map<StreamKey, StreamLedger.Line> lines = StreamLedger.lock(handle, streams.keySet());
        for (Map.Entry<StreamKey, List<Batch>> stream : streams.entrySet()) {
            StreamLedger.Line line = lines.get(stream.getKey());
            boolean gap = slices.judge(line, stream.getValue(), passGaps);
            if (gap) {
                StreamLedger.startAgain(handle, stream.getKey());
            }
            if (line != null && line.held() && !line.wanted()) {
                Parking.streamAdvanced(handle, stream.getKey(), Long.MAX_VALUE);
            } else if (line != null && line.held()) {
                slices.held.add(stream.getKey());
            }
        }
        return slices;
    }

    /** @return whether there is a gap that its reader has not been told of */
    private boolean judge(StreamLedger.@Nullable Line line, List<Batch> batches, boolean passGaps) {
        if (line == null || !line.wanted()) {
            LOG.infof(
                    "%s: dropped, since %s",
                    batches.getFirst().place(), line == null ? "nobody has opened its stream" : "its dataset is gone");
            dropped.addAll(batches);
            return false;
        }
        boolean gap = false;
        long position = line.next();
        for (Batch batch : batches) {
            Rows rows = batch.message().getRows();
            if (rows.getTo() <= position) {
                repeats.add(batch);
            } else if (rows.getFrom() <= position) {
                mine.add(rows.getFrom() == position ? batch : batch.with(Trim.below(rows, position)));
                position = rows.getTo();
            } else if (line.held()) {
                dropped.add(batch); // it is read again when the parked slice before it is in
            } else if (batch.message().getStream().getEpoch() < line.epoch()) {
                dropped.add(batch); // sent by a reader whose successor begins at the line's position
            } else if (passGaps) {
                LOG.warnf("%s; dropped, and its reader will start again from there", gap(batch, position));
                dropped.add(batch);
                gap = true;
            } else {
                throw new GapException(gap(batch, position));
            }
        }
        return gap;
    }

    private static String gap(Batch batch, long position) {
        Rows rows = batch.message().getRows();
        return "%s: %s is in up to %d, and [%d, %d) came"
                .formatted(batch.place(), batch.stream(), position, rows.getFrom(), rows.getTo());
    }
}
