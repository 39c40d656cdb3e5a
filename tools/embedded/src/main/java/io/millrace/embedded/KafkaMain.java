package io.millrace.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * The child JVM: what {@code kafka-storage.sh format} and {@code kafka-server-start.sh} do one after the other, and a file
 * that says when requests are taken.
 */
public final class KafkaMain {

    private KafkaMain() {}

    /** Arguments: the properties file, the file to make when ready. */
    public static void main(String[] arguments) throws Exception {
        Path ready = Path.of(arguments[1]);
        Properties properties = Utils.loadProps(arguments[0]);
        if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            String[] format = {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", arguments[0]};
            int status = StorageTool.execute(format, System.out);
            if (status != 0) {
                System.exit(status);
            }
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        try {
            server.startup();
        } catch (RuntimeException e) {
            // Its own threads keep a half-started broker alive.
            e.printStackTrace(System.err);
            Runtime.getRuntime().halt(1);
        }
        Files.createFile(ready);
        server.awaitShutdown();
    }
}
