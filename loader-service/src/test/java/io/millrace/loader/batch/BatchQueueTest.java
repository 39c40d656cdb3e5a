package io.millrace.loader.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
    private final BatchQueue queue = new BatchQueue();

    private static Delivery delivery(int size) {
        return new Delivery(
                new Place("b", 0, size), new byte[size], false, () -> CompletableFuture.completedFuture(null));
    }

    @Test
    void countsWhatIsHeldUntilItIsReleased() throws InterruptedException {
        queue.offer(delivery(10));
        assertThat(queue.offer(delivery(5))).isEqualTo(15);
        assertThat(queue.peek(OptionalLong.empty()).value()).hasSize(10);
        queue.take();
        assertThat(queue.bytes()).isEqualTo(15);
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.release(10)).isEqualTo(5);
    }

    @Test
    void givesUpInTime() throws InterruptedException {
        assertThat(queue.peek(OptionalLong.of(0))).isNull();
        assertThat(queue.peek(OptionalLong.of(1000))).isNull();
        assertThat(queue.awaitClosed(1000)).isFalse();
    }

    @Test
    void closingWakesAndForgets() {
        queue.offer(delivery(10));
        queue.take();
        CompletableFuture<Delivery> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.peek(OptionalLong.empty());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        queue.offer(delivery(0));
        waiting.join();
        queue.close();
        assertThat(queue.offer(delivery(7))).isZero();
        assertThat(queue.release(10)).isZero();
        assertThat(queue.size()).isZero();
    }
}
