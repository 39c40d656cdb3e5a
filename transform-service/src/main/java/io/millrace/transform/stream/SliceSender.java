package io.millrace.transform.stream;

import io.millrace.contract.message.Parked;
import io.millrace.contract.message.Records;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Stream;
import io.millrace.contract.message.WorkUnit;
import io.millrace.edge.catalog.DatasetCatalog.Versioned;
import io.millrace.transform.slice.StreamSlice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Makes slices of what one partition gave, one behind the other, and sends their batches in order. */
final class SliceSender {
    private static final Logger LOG = Logger.getLogger(SliceSender.class);
    private static final int IN_FLIGHT = 4; // batches sent and not acknowledged

    private final Opening opening;
    private final StreamTools tools;
    private final Consumer<Exception> lost;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private volatile long sent;

    /** What became of a slice. */
    enum Outcome {
        SENT,
        /** No rows could be made of it. It is going to be parked, and nothing may follow it. */
        PARKED,
        /** Not sent: the topic is no longer the one that was opened. */
        OTHER_TOPIC
    }

    /** @param lost told when Kafka did not take a batch, from a thread of its own */
    SliceSender(Opening opening, StreamTools tools, Consumer<Exception> lost) {
        this.opening = opening;
        this.tools = tools;
        this.lost = lost;
        sent = opening.position();
    }

    /** @return the position up to which everything was sent */
    long sent() {
        return sent;
    }

    Outcome send(Versioned dataset, Chunk chunk) throws InterruptedException {
        List<KafkaRecord> records =
                chunk.records().stream().map(KafkaRecord::new).toList();
        StreamSlice slice = new StreamSlice(sent, chunk.next(), records);
        Stream stream = opening.stream(dataset);
        Outcome outcome = Outcome.SENT;
        List<RowBatch> batches;
        try {
            batches = rows(stream, dataset, slice, chunk.bytes());
        } catch (Throwable e) { // the definition's fault, or what nobody thought of: this stream's own affair
            outcome = Outcome.PARKED;
            batches = List.of(parked(stream, slice, records, e));
        }
        // A consumer does not notice at once that its topic was deleted and made anew: what it read is of the topic
        // that
        // was opened only if the topic has the same id before and after.
        if (!tools.topics().id(opening.partition().topic()).equals(Optional.of(opening.topicId()))) {
            return Outcome.OTHER_TOPIC;
        }
        for (RowBatch batch : batches) {
            inFlight.acquire();
            tools.batches().send(batch, (place, e) -> {
                inFlight.release();
                if (e != null) {
                    lost.accept(e);
                }
            });
        }
        sent = slice.to();
        return outcome;
    }

    private List<RowBatch> rows(Stream stream, Versioned dataset, StreamSlice slice, long bytes) {
        long begun = System.nanoTime();
        List<Rows> all = tools.transformer().transform(dataset.dataset(), slice, tools.now());
        List<RowBatch> batches = all.stream()
                .map(rows -> checked(
                        RowBatch.newBuilder().setStream(stream).setRows(rows).build()))
                .toList();
        tools.meters().transformed(dataset.dataset().name(), bytes, all, Duration.ofNanos(System.nanoTime() - begun));
        return batches;
    }

    private RowBatch checked(RowBatch batch) {
        if (batch.getSerializedSize() > tools.maxMessage()) {
            throw new IllegalArgumentException(
                    "its rows and rejects take %,d bytes, and a message holds %,d; shorten the dataset's defaults or its rows"
                            .formatted(batch.getSerializedSize(), tools.maxMessage()));
        }
        return batch;
    }

    private RowBatch parked(Stream stream, StreamSlice slice, List<KafkaRecord> records, Throwable reason) {
        LOG.errorf(
                reason,
                "%s: no rows can be made of offsets %d to %d; they are going to be parked, and the partition waits for them",
                opening.partition(),
                slice.from(),
                slice.to());
        tools.meters().parked(stream.getDataset());
        Records.Builder all = Records.newBuilder().setFrom(slice.from()).setTo(slice.to());
        records.forEach(record -> all.addRecords(record.message()));
        String cause = reason instanceof IllegalArgumentException && reason.getMessage() != null
                ? reason.getMessage()
                : reason.toString();
        return RowBatch.newBuilder()
                .setStream(stream)
                .setParked(Parked.newBuilder()
                        .setCause(cause)
                        .setUnit(WorkUnit.newBuilder()
                                .setStream(stream)
                                .setRecords(all)
                                .build()
                                .toByteString()))
                .build();
    }
}
