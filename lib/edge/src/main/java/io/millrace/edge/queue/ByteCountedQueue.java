package io.millrace.edge.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived of one Kafka partition and is not yet done with. Never refuses: the one who fills it is told by
 * {@link #bytes} when to stop the flow. Bytes count until {@link #release}, so that what is in hand is counted too.
 */
public final class ByteCountedQueue<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<T> waiting = new ArrayDeque<>();
    private final ToLongFunction<T> size;
    private long bytes;
    private boolean ended;
    private boolean closed;

    /** @param size bytes of an item */
    public ByteCountedQueue(ToLongFunction<T> size) {
        this.size = size;
    }

    /** @return the bytes that are now held; a closed queue holds nothing and forgets what comes, an ended one takes no more */
    public long offer(T item) {
        lock.lock();
        try {
            if (!closed && !ended) {
                waiting.add(item);
                bytes += size.applyAsLong(item);
                changed.signalAll();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for an item and leaves it in the queue.
     *
     * @param nanos how long at most; for ever when absent
     * @return the first item, or null when there is none in time, or none will come any more
     */
    public @Nullable T peek(OptionalLong nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos.orElse(0);
            while (waiting.isEmpty() && !closed && !ended) {
                if (nanos.isEmpty()) {
                    changed.await();
                } else if (left <= 0) {
                    return null;
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the item that {@link #peek} gave; its bytes still count. */
    public void take() {
        lock.lock();
        try {
            waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /** @return the bytes that are held after so many were let go */
    public long release(long done) {
        lock.lock();
        try {
            bytes = closed ? 0 : bytes - done;
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come, but what is here is good. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything, for good; whoever waits is woken. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            bytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the queue is closed. @return whether it was in time */
    public boolean awaitClosed(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    public boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
