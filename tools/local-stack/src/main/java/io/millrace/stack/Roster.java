package io.millrace.stack;

import io.millrace.cli.local.RunningProcess;
import io.millrace.cli.local.StackFile;
import io.millrace.embedded.KafkaServer;
import io.millrace.embedded.PostgresServer;
import io.millrace.embedded.process.Child;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import io.millrace.stack.options.StackOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a stack as {@link StackFile} tells them. */
final class Roster {

    private Roster() {}

    static StackFile of(
            List<ServiceProcess> services,
            KafkaServer kafka,
            PostgresServer postgres,
            StackOptions options,
            boolean ready) {
        Map<String, StackFile.Part> parts = new LinkedHashMap<>();
        for (ServiceProcess service : services) {
            Child child = service.isRunning() ? service.process() : null;
            parts.put(service.name(), part(child, service.port(), service.url().toString(), service.log()));
        }
        Child broker = kafka.isRunning() ? kafka.process() : null;
        String kafkaName = Component.KAFKA.label();
        parts.put(kafkaName, part(broker, kafka.port(), kafka.bootstrapServers(), options.log(kafkaName)));
        Child server = postgres.isRunning() ? postgres.process() : null;
        String postgresName = Component.POSTGRES.label();
        parts.put(postgresName, part(server, postgres.port(), postgres.jdbcUrl(), options.log(postgresName)));
        return new StackFile(RunningProcess.current(), ready, parts);
    }

    private static StackFile.Part part(@Nullable Child child, int port, String address, Path log) {
        RunningProcess process = child == null ? null : RunningProcess.of(child.pid());
        return new StackFile.Part(process, port, address, log.toString());
    }
}
