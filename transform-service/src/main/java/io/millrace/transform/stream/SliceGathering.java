package io.millrace.transform.stream;

import io.millrace.edge.queue.ByteCountedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Joins what was read of a partition until it is enough for a slice. */
record SliceGathering(ByteCountedQueue<Chunk> queue, Limits limits) {
    /**
     * How much makes a slice.
     *
     * @param enoughRecords from which on there is no waiting for more
     * @param mostBytes from which on there is no waiting for more
     * @param linger how long the first chunk of a small slice waits for company, nanoseconds
     */
    record Limits(int enoughRecords, long mostBytes, long linger) {
        boolean isEnough(int records, long bytes) {
            return records >= enoughRecords || bytes >= mostBytes;
        }
    }

    /** @return successive chunks as one, for a slice; null when the queue is closed, or has ended and is empty */
    @Nullable
    Chunk next() throws InterruptedException {
        Chunk chunk = queue.peek(OptionalLong.empty());
        if (chunk == null) {
            return null;
        }
        long deadline = System.nanoTime() + limits.linger();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long position = chunk.next();
        long bytes = 0;
        while (chunk != null) {
            queue.take();
            records.addAll(chunk.records());
            position = chunk.next();
            bytes += chunk.bytes();
            chunk = limits.isEnough(records.size(), bytes)
                    ? null
                    : queue.peek(OptionalLong.of(deadline - System.nanoTime()));
        }
        return queue.closed() ? null : new Chunk(records, position, bytes);
    }
}
