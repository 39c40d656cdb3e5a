package io.millrace.partition.publish;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.RetriableException;

/** Kafka does not answer, or not now. */
final class KafkaAwayException extends Exception {
    private KafkaAwayException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    /**
     * @return why Kafka refuses
     * @throws KafkaAwayException when it may do it later
     */
    static Throwable notAway(ExecutionException e) throws KafkaAwayException {
        if (e.getCause() instanceof RetriableException) {
            throw new KafkaAwayException(e.getCause());
        }
        return e.getCause() == null ? e : e.getCause();
    }

    static KafkaAwayException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new KafkaAwayException(e);
    }
}
