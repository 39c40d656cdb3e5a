package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Producers that nobody here wrote. */
class ForeignClientIT {
    private static final int MINUTES = 3;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
    }

    @Test
    void theConsoleProducerOfTheKafkaDistribution() throws Exception {
        produces(
                "console-producer",
                topic -> List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "org.apache.kafka.tools.ConsoleProducer",
                        "--bootstrap-server",
                        topic.servers(),
                        "--topic",
                        topic.name()));
    }

    @Test
    void kafkaJs() throws Exception {
        assumeTrue(isThere("node") && isThere("npm"), "Node.js is not installed");
        Path home = Path.of("target/kafkajs").toAbsolutePath();
        Files.createDirectories(home);
        run(
                List.of("npm", "install", "--prefix", home.toString(), "--no-audit", "--no-fund", "kafkajs@2.2.4"),
                "",
                home);
        Path script = Files.copy(
                Path.of("src/test/resources/kafkajs/produce.js"),
                home.resolve("produce.js"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        produces("kafkajs", topic -> List.of("node", script.toString(), topic.servers(), topic.name()));
    }

    private interface Command {
        List<String> of(RecordTopic topic);
    }

    /** Every line that the command reads becomes a row. */
    private static void produces(String dataset, Command command) throws Exception {
        String table = "public." + dataset.replace('-', '_');
        installation.dataset(
                dataset, Datasets.readings(dataset, table) + "records: {headers: {nobody-sends-it: status}}\n");
        Sensors sensors = new Sensors(dataset.hashCode());
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(sensors.row());
        }
        String lines = rows.stream().map(RecordTopic::json).collect(Collectors.joining("\n")) + "\n";
        try (RecordTopic topic = new RecordTopic(installation, dataset)) {
            run(command.of(topic), lines, Path.of("."));
            topic.awaitIn(SOON);
        }
        String csv = Sensors.HEADER + String.join("", rows);
        installation.copy(
                table, "public.foreign_oracle", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
        installation.sql("UPDATE public.foreign_oracle SET status = NULL"); // comes with a header, which nobody sent
        assertThat(installation.difference(table, "public.foreign_oracle")).isZero();
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notFound) {
            return false;
        }
    }

    private static void run(List<String> command, String input, Path directory)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("client", ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (var standardInput = process.getOutputStream()) {
            standardInput.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        Files.delete(log);
    }
}
