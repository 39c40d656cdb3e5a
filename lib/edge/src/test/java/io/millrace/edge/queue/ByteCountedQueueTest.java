package io.millrace.edge.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ByteCountedQueueTest {
    private final ByteCountedQueue<byte[]> queue = new ByteCountedQueue<>(item -> item.length);

    @Test
    void countsWhatIsHeldUntilItIsReleased() throws InterruptedException {
        queue.offer(new byte[10]);
        assertThat(queue.offer(new byte[5])).isEqualTo(15);
        assertThat(queue.peek(OptionalLong.empty())).hasSize(10);
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
    void endingKeepsWhatIsThereAndTakesNoMore() throws InterruptedException {
        queue.offer(new byte[3]);
        queue.end();
        assertThat(queue.offer(new byte[4])).isEqualTo(3);
        assertThat(queue.peek(OptionalLong.empty())).hasSize(3);
        queue.take();
        assertThat(queue.peek(OptionalLong.empty())).isNull();
        assertThat(queue.closed()).isFalse();
    }

    @Test
    void closingWakesAndForgets() {
        queue.offer(new byte[10]);
        queue.take();
        CompletableFuture<byte[]> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.peek(OptionalLong.empty());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        queue.offer(new byte[0]);
        waiting.join();
        queue.close();
        assertThat(queue.offer(new byte[7])).isZero();
        assertThat(queue.release(10)).isZero();
        assertThat(queue.size()).isZero();
    }
}
