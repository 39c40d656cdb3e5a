package io.millrace.loader.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived of one Kafka partition and is not yet committed. Never refuses: the one who fills it is told by
 * {@link #bytes} when to stop the flow. Bytes count until {@link #release}, so that a group in hand is counted too.
 */
public final class BatchQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** @return the bytes that are now held; a closed queue holds nothing and forgets what comes */
    public long offer(Delivery delivery) {
        lock.lock();
        try {
            if (!closed) {
                waiting.add(delivery);
                bytes += delivery.value().length;
                changed.signalAll();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a message and leaves it in the queue.
     *
     * @param nanos how long at most; for ever when absent
     * @return the first message, or null when there is none in time or the queue is closed
     */
    public @Nullable Delivery peek(OptionalLong nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos.orElse(0);
            while (waiting.isEmpty() && !closed) {
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

    /** Takes the message that {@link #peek} gave; its bytes still count. */
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
