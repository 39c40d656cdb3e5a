package io.millrace.ingest.receive;

import io.millrace.ingest.IngestConfig;
import io.millrace.ingest.unpack.Pace;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many uploads are received at a time. When all seats are taken, an upload that hardly moves gives up its own. */
@ApplicationScoped
class Seats {
    private static final int SECONDS = 5; // that a seat may take to get free

    private final Semaphore free;
    private final Set<Seat> taken = new LinkedHashSet<>(); // guarded by this

    Seats(IngestConfig config) {
        free = new Semaphore(config.uploads());
    }

    /** Held by the thread that receives. */
    final class Seat implements AutoCloseable {
        private final Thread receiver = Thread.currentThread();
        private final Pace pace;
        private boolean given; // guarded by Seats.this

        private Seat(Pace pace) {
            this.pace = pace;
        }

        /** Whether it was taken away, since others waited. */
        boolean isGivenAway() {
            synchronized (Seats.this) {
                return given;
            }
        }

        @Override
        public void close() {
            synchronized (Seats.this) {
                taken.remove(this);
                if (given) {
                    Thread.interrupted(); // whatever this thread does next has nothing to do with it
                }
            }
            free.release();
        }
    }

    /** @return a seat; none when all are taken by uploads that move */
    Optional<Seat> take(Pace pace) throws InterruptedException {
        boolean mine = free.tryAcquire() || giveUpASlowOne() && free.tryAcquire(SECONDS, TimeUnit.SECONDS);
        if (!mine) {
            return Optional.empty();
        }
        Seat seat = new Seat(pace);
        synchronized (this) {
            taken.add(seat);
        }
        return Optional.of(seat);
    }

    private synchronized boolean giveUpASlowOne() {
        for (Seat seat : taken) {
            if (!seat.given && seat.pace.isSlow()) {
                seat.given = true;
                seat.receiver.interrupt();
                return true;
            }
        }
        return false;
    }
}
