package io.millrace.transform.consume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What has been read of a partition and is not yet sent. Never refuses: the one who fills it looks at {@link #bytes} and
 * stops the flow. Bytes count until {@link #release}, so that the slice in hand is counted too.
 */
final class ChunkQueue {
    /**
     * How much makes a slice.
     *
     * @param enoughRecords from which on there is no waiting for more
     * @param mostBytes from which on there is no waiting for more
     * @param linger how long the first chunk of a small slice waits for company, nanoseconds
     */
    record Limits(int enoughRecords, long mostBytes, long linger) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private final Limits limits;
    private long waitingBytes;
    private int waitingRecords;
    private long bytes;
    private boolean ended;
    private boolean closed;

    ChunkQueue(Limits limits) {
        this.limits = limits;
    }

    /** A closed queue forgets what comes. */
    void offer(Chunk chunk) {
        lock.lock();
        try {
            if (!closed && !ended) {
                waiting.add(chunk);
                bytes += chunk.bytes();
                waitingBytes += chunk.bytes();
                waitingRecords += chunk.records().size();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come, but what is here is good. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @return successive chunks as one, for a slice; null when the queue is closed, or has ended and is empty */
    @Nullable
    Chunk take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended && !closed) {
                changed.await();
            }
            long left = limits.linger();
            while (!enough() && !ended && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty()) {
                return null; // closing empties it, too
            }
            Chunk taken = waiting.remove();
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(taken.records());
            long size = taken.bytes();
            while (!waiting.isEmpty() && records.size() < limits.enoughRecords() && size < limits.mostBytes()) {
                taken = waiting.remove();
                records.addAll(taken.records());
                size += taken.bytes();
            }
            waitingRecords -= records.size();
            waitingBytes -= size;
            return new Chunk(records, taken.next(), size);
        } finally {
            lock.unlock();
        }
    }

    private boolean enough() {
        return waitingRecords >= limits.enoughRecords() || waitingBytes >= limits.mostBytes();
    }

    void release(long done) {
        lock.lock();
        try {
            bytes = closed ? 0 : bytes - done;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything, for good; whoever waits is woken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            waitingBytes = 0;
            waitingRecords = 0;
            bytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the queue is closed. @return whether it was in time */
    boolean awaitClosed(long time, TimeUnit unit) throws InterruptedException {
        lock.lock();
        try {
            long left = unit.toNanos(time);
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
