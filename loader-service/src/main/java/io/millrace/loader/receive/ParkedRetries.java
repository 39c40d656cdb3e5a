package io.millrace.loader.receive;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.contract.message.Job;
import io.millrace.contract.message.RowBatch;
import io.millrace.contract.message.Stream;
import io.millrace.contract.message.WorkUnit;
import io.millrace.contract.topic.Topics;
import io.millrace.loader.LoaderConfig;
import io.millrace.loader.park.DueUnits;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has parked units sent again, for as long as the service runs: through the topics that they came from. */
@ApplicationScoped
class ParkedRetries {
    /** A batch that has it is tried although its table takes nothing at present. */
    static final String AGAIN = "millrace-again";

    private static final Logger LOG = Logger.getLogger(ParkedRetries.class);
    private static final int MAX_MESSAGE = 16 << 20;

    private final DueUnits due;
    private final Map<String, Object> kafka;
    private final Duration look;
    private final Thread thread = Thread.ofVirtual().name("parked-units").unstarted(this::run);
    private @Nullable KafkaProducer<byte[], byte[]> producer; // made when the first unit is due
    private boolean failing;

    ParkedRetries(DueUnits due, @Identifier("default-kafka-broker") Map<String, Object> kafka, LoaderConfig config) {
        this.due = due;
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("acks", "all");
        this.kafka.put("compression.type", "lz4");
        this.kafka.put("max.request.size", MAX_MESSAGE);
        this.kafka.put("max.block.ms", 10_000);
        this.kafka.put("request.timeout.ms", 10_000);
        this.kafka.put("delivery.timeout.ms", 20_000);
        look = config.parked().look();
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(look);
                try {
                    due.turn(this::send);
                    failing = false;
                } catch (RuntimeException e) {
                    if (!failing) { // once for each outage, not each second
                        LOG.warnf(e, "parked units cannot be looked at; trying again every %s", look);
                    }
                    failing = true;
                }
            }
        } catch (InterruptedException stopping) {
            LOG.debug("no longer looking at parked units");
        } finally {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
        }
    }

    private void send(String topic, byte[] message) throws InterruptedException {
        try {
            if (producer == null) {
                producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
            }
            int partitions = producer.partitionsFor(topic).size();
            ProducerRecord<byte[], byte[]> again =
                    new ProducerRecord<>(topic, partition(topic, message, partitions), null, message);
            again.headers().add(new RecordHeader(AGAIN, new byte[0]));
            producer.send(again).get();
        } catch (ExecutionException e) {
            throw new DueUnits.UnsentException(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw new DueUnits.UnsentException(e);
        }
    }

    /** Batches of a stream go to where the others of their stream go, so that they stay in order. */
    private static int partition(String topic, byte[] message, int partitions) {
        try {
            if (topic.equals(Topics.UNITS)) {
                WorkUnit unit = WorkUnit.parseFrom(message);
                return Topics.partition(hash(unit.getJob()), unit.getSlice().getNumber(), partitions);
            }
            RowBatch batch = RowBatch.parseFrom(message);
            Stream stream = batch.getStream();
            return batch.hasStream()
                    ? Topics.streamPartition(stream.getTopicId().hashCode(), stream.getPartition(), partitions)
                    : Topics.partition(hash(batch.getJob()), batch.getRows().getNumber(), partitions);
        } catch (InvalidProtocolBufferException e) {
            return 0; // nobody understands it, wherever it goes
        }
    }

    private static int hash(Job job) {
        ByteString id = job.getId();
        return id.hashCode();
    }
}
