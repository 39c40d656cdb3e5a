package io.millrace.transform.consume;

import io.millrace.transform.slice.StreamRecord;
import io.millrace.transform.stream.KafkaRecord;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes that one poll hands out. Kafka's own settings count packed bytes, and zeros pack a thousand to one.
 *
 * <p>The consumer unpacks and deserializes record by record while it polls. A deserializer that throws ends the poll: what
 * was read before is handed out, and the next poll begins with the very record that did not fit. The first record of a poll
 * always fits. Of a value that is too long for a row only the beginning is copied, which is what its reject shows.
 *
 * <p>For the consumer's thread alone.
 */
final class PollBudget {
    private final long most;
    private final int maxRecord;
    private long used;

    /** The record waits for the next poll. Has no stack trace: it is an answer. */
    static final class UsedUpException extends RuntimeException {
        UsedUpException() {
            super("the poll has enough bytes", null, false, false);
        }
    }

    /**
     * @param most bytes of keys, values and headers
     * @param maxRecord bytes of a value above which it is no row
     */
    PollBudget(long most, int maxRecord) {
        this.most = most;
        this.maxRecord = maxRecord;
    }

    /** To be called before each poll. */
    void renew() {
        used = 0;
    }

    Deserializer<byte[]> keys() {
        return new Copy(Integer.MAX_VALUE, Integer.MAX_VALUE, false);
    }

    Deserializer<byte[]> values() {
        return new Copy(maxRecord, StreamRecord.KEPT, true);
    }

    private void take(long bytes) {
        if (used > 0 && used + bytes > most) {
            throw new UsedUpException();
        }
        used += Math.max(1, bytes);
    }

    private final class Copy implements Deserializer<byte[]> {
        private final int whole;
        private final int kept;
        private final boolean headersToo;

        /**
         * @param whole what is not longer is copied as a whole
         * @param kept bytes copied of what is longer
         */
        Copy(int whole, int kept, boolean headersToo) {
            this.whole = whole;
            this.kept = kept;
            this.headersToo = headersToo;
        }

        @Override
        public byte[] deserialize(String topic, byte[] data) {
            throw new UnsupportedOperationException("the consumer deserializes buffers");
        }

        @Override
        public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
            if (data == null) {
                return null;
            }
            byte[] copy = new byte[data.remaining() > whole ? Math.min(kept, data.remaining()) : data.remaining()];
            take(copy.length + (headersToo ? KafkaRecord.size(headers) : 0));
            data.duplicate().get(copy);
            return copy;
        }
    }
}
