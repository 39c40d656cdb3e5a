package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.e2e.Poison.Sent;
import io.millrace.stack.jvm.ServiceProcess;
import io.millrace.stack.options.Component;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What one dataset's owner does, or what its input is, is no matter of another dataset: while a poison is swallowed, a good
 * dataset loads, and all its rows arrive.
 *
 * <p>Longer, each poison by itself, with a million good rows at their usual speed: {@code -Dmillrace.faults=long}.
 */
class PoisonIT {
    private static final boolean LONG =
            System.getProperty("millrace.faults", "").equals("long");
    private static final int ROWS = Integer.getInteger("millrace.poison.rows", LONG ? 1_000_000 : 200_000);
    private static final String TABLE = "public.p_good";

    private static Installation installation;
    private static Path file;

    @BeforeAll
    static void start() throws IOException {
        installation = Installation.get();
        installation.dataset("p-good", Datasets.readings("p-good", TABLE));
        file = Sensors.file(Path.of("target/poison-neighbour.csv"), ROWS, 5);
        try (InputStream csv = Files.newInputStream(file)) {
            installation.copy(TABLE, TABLE + "_oracle", csv);
        }
        seconds(); // the services have warmed up
    }

    /** All at once, which is more work beside the good rows than one poison alone: their speed is not the point here. */
    @Test
    @DisabledIfSystemProperty(named = "millrace.faults", matches = "long") // each comes by itself then
    void allAtOnceStopNobodyElse() throws Exception {
        Map<Component, Long> processes = processes();
        List<Sent> sent = new ArrayList<>();
        for (Poison poison : Poison.values()) {
            sent.add(poison.send(installation));
        }
        double beside = seconds();
        for (Sent one : sent) {
            one.seen();
        }
        assertThat(processes()).as("nobody was restarted").isEqualTo(processes);
        System.out.printf("%,d good rows beside all poisons at once: %.1f s; alone: %.1f s%n", ROWS, beside, seconds());
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "millrace.faults", matches = "long")
    void othersKeepTheirSpeed(Poison poison) throws Exception {
        Map<Component, Long> processes = processes();
        double before = seconds();
        Sent sent = poison.send(installation);
        double beside = seconds();
        sent.seen(); // mended, so that the second run without it is one
        double after = seconds();
        double ratio = (before + after) / 2 / beside;
        System.out.printf(
                "%s: %,d good rows in %.1f s; without it in %.1f and %.1f s; ratio %.2f%n",
                poison, ROWS, beside, before, after, ratio);
        assertThat(ratio).isGreaterThanOrEqualTo(0.8);
        assertThat(processes()).as("nobody was restarted").isEqualTo(processes);
    }

    /** How long the good rows take from the first byte sent to the last row in; they are all there afterwards. */
    private static double seconds() throws FileNotFoundException {
        installation.sql("TRUNCATE " + TABLE);
        long begun = System.nanoTime();
        Answer accepted = installation.upload("p-good", BodyPublishers.ofFile(file));
        assertThat(accepted.status()).as("%s", accepted.json()).isEqualTo(202);
        Answer ended = installation.ended(accepted.id());
        double seconds = (System.nanoTime() - begun) / 1e9;
        assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete");
        assertThat(ended.rows("loaded")).isEqualTo(ROWS);
        assertThat(installation.difference(TABLE, TABLE + "_oracle")).isZero();
        return seconds;
    }

    private static Map<Component, Long> processes() {
        return installation.stack().services().stream()
                .filter(ServiceProcess::isRunning) // other tests add replicas, and take them away
                .collect(Collectors.toMap(
                        ServiceProcess::component, service -> service.process().pid()));
    }
}
