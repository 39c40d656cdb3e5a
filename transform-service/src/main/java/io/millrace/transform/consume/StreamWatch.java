package io.millrace.transform.consume;

import io.millrace.transform.position.StreamId;
import io.millrace.transform.position.StreamPositions;
import io.millrace.transform.stream.StreamReader;
import io.millrace.transform.stream.StreamTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;

/** Shows the readers, again and again, what the ledger and Kafka say of their streams. */
final class StreamWatch implements Runnable {
    private static final Logger LOG = Logger.getLogger(StreamWatch.class);

    private final RecordConsumer consumer;
    private final StreamTools tools;
    private final Duration every;

    StreamWatch(RecordConsumer consumer, StreamTools tools, Duration every) {
        this.consumer = consumer;
        this.tools = tools;
        this.every = every;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(every);
                try {
                    look();
                } catch (KafkaException | StreamPositions.UnknownException e) {
                    LOG.warnf("cannot look at the streams, and will again: %s", e.getMessage());
                } catch (RuntimeException e) { // what nobody thought of: without the watch, streams would stand still
                    LOG.error("cannot look at the streams, and will again", e);
                }
            }
        } catch (InterruptedException stopping) {
            LOG.debug("no longer watching the streams");
        }
    }

    private void look() throws InterruptedException, StreamPositions.UnknownException {
        List<StreamReader> readers = new ArrayList<>();
        Set<StreamId> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (StreamReader reader : consumer.readers()) {
            reader.id().ifPresent(id -> {
                readers.add(reader);
                ids.add(id);
                names.add(reader.partition().topic());
            });
        }
        if (readers.isEmpty()) {
            return;
        }
        Map<StreamId, StreamPositions.Line> lines = tools.positions().read(ids);
        Map<String, Uuid> topics = tools.topics().ids(names);
        for (StreamReader reader : readers) {
            reader.look(
                    topics.get(reader.partition().topic()),
                    lines.get(reader.id().orElseThrow()));
        }
    }
}
