package io.millrace.transform.consume;

import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Rows;
import io.millrace.contract.message.Stream;
import io.millrace.edge.catalog.DatasetCatalog.Versioned;
import io.millrace.transform.batch.StreamSlice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Makes slices of what one partition gave, one behind the other, and sends their batches in order. */
final class SliceSender {
    private static final int IN_FLIGHT = 4; // batches sent and not acknowledged

    private final Opening opening;
    private final StreamTools tools;
    private final Consumer<Exception> lost;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private volatile long sent;

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

    /** @return whether it was sent; not, when the topic is no longer the one that was opened */
    boolean send(Versioned dataset, Chunk chunk) throws InterruptedException {
        List<KafkaRecord> records =
                chunk.records().stream().map(KafkaRecord::new).toList();
        StreamSlice slice = new StreamSlice(sent, chunk.next(), records);
        long begun = System.nanoTime();
        List<Rows> all = tools.transformer().transform(dataset.dataset(), slice, tools.now());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        // A consumer does not notice at once that its topic was deleted and made anew: what it read is of the topic
        // that
        // was opened only if the topic has the same id before and after.
        if (!tools.topics().id(opening.partition().topic()).equals(Optional.of(opening.topicId()))) {
            return false;
        }
        Stream stream = opening.stream(dataset);
        for (Rows rows : all) {
            inFlight.acquire();
            tools.batches()
                    .send(RowBatch.newBuilder().setStream(stream).setRows(rows).build(), (place, e) -> {
                        inFlight.release();
                        if (e != null) {
                            lost.accept(e);
                        }
                    });
        }
        sent = slice.to();
        tools.meters().transformed(dataset.dataset().name(), chunk.bytes(), all, took);
        return true;
    }
}
