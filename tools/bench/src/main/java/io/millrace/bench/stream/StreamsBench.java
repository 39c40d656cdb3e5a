package io.millrace.bench.stream;

import io.millrace.bench.measure.Client;
import io.millrace.bench.measure.Cost;
import io.millrace.bench.measure.OwnStack;
import io.millrace.bench.measure.Processes;
import io.millrace.bench.measure.Target;
import io.millrace.bench.peer.Peer;
import io.millrace.bench.peer.PeerLibraries;
import io.millrace.contract.topic.Topics;
import io.millrace.stack.Stack;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./millrace bench streams}. */
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        description =
                "Measures how fast records of a topic become rows, against Debezium's JDBC sink in Kafka Connect; "
                        + "and how fresh rows are at a steady rate.")
public final class StreamsBench implements Callable<Integer> {
    private static final int RATE = 20_000;
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka"); // held, or its level would be forgotten

    @Option(
            names = "--records",
            defaultValue = "2000000",
            description = "Records of each run; default ${DEFAULT-VALUE}.")
    private int records;

    @Option(names = "--runs", defaultValue = "3", description = "Counted rounds; default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--warmup", defaultValue = "2", description = "Rounds before them; default ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(names = "--without-peer", description = "Leaves Kafka Connect out; nothing is downloaded then.")
    private boolean withoutPeer;

    @Option(
            names = "--peer-jvm",
            split = " ",
            defaultValue = "-Xmx1g -XX:+UseParallelGC",
            paramLabel = "OPTIONS",
            description = "Options of Kafka Connect's JVM; default ${DEFAULT-VALUE}.")
    private List<String> peerJvm = List.of();

    @Option(
            names = "--peer",
            paramLabel = "NAME=VALUE",
            description = "Changes a setting of the connector; may be repeated.")
    private Map<String, String> peerSettings = Map.of();

    @Option(names = "--without-keys", description = "Leaves datasets with a key out.")
    private boolean withoutKeys;

    @Option(
            names = "--freshness-seconds",
            defaultValue = "30",
            description = "How long 20,000 records/s are sent; 0: not at all. Default ${DEFAULT-VALUE}.")
    private int freshnessSeconds;

    @Mixin
    private final OwnStack own = new OwnStack();

    @Override
    public Integer call() throws Exception {
        KAFKA.setLevel(Level.WARNING);
        Path libraries = withoutPeer ? own.state() : new PeerLibraries(own.root()).fetch();
        return own.measure((stack, target) -> race(stack, target, libraries));
    }

    private StreamReport race(Stack stack, Target target, Path libraries) throws Exception {
        try (Filler filler = new Filler(stack.kafka().bootstrapServers())) {
            Client client = new Client(stack);
            if (withoutPeer) {
                return measure(stack, client, target, filler, ownSides(stack, client, target));
            }
            create(Documents.PEER, client, target);
            try (Peer peer = new Peer(
                            libraries,
                            own.state(),
                            stack,
                            Documents.PEER.table(),
                            new Peer.Options(peerJvm, peerSettings))
                    .start()) {
                List<Side> sides = new ArrayList<>(ownSides(stack, client, target));
                sides.add(1, peerSide(peer, stack));
                return measure(stack, client, target, filler, sides);
            }
        }
    }

    private StreamReport measure(Stack stack, Client client, Target target, Filler filler, List<Side> sides)
            throws Exception {
        Race race = new Race(target, filler);
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        sides.forEach(side -> figures.put(side.name(), new ArrayList<>()));
        for (int run = -warmup; run < runs; run++) {
            List<Side> order = new ArrayList<>(sides);
            if (Math.floorMod(run, 2) == 1) {
                Collections.reverse(order); // nobody always comes first
            }
            for (Side side : order) {
                double perSecond = race.run(side, run >= 0);
                System.err.printf(
                        Locale.ROOT,
                        "%s %d: %s %,.0f records/s%n",
                        run < 0 ? "warm-up" : "run",
                        run < 0 ? run + warmup + 1 : run + 1,
                        side.name(),
                        perSecond);
                if (run >= 0) {
                    figures.computeIfAbsent(side.name(), name -> new ArrayList<>())
                            .add(perSecond);
                }
            }
        }
        Freshness.Result freshness = null;
        if (freshnessSeconds > 0) {
            create(Documents.STEADY, client, target);
            awaitOpened(target, Documents.STEADY);
            freshness = new Freshness(RATE, freshnessSeconds)
                    .measure(stack.kafka().bootstrapServers(), stack.database(), Documents.STEADY.dataset());
        }
        Map<String, Map<String, Cost>> costs = new LinkedHashMap<>();
        sides.forEach(side -> costs.put(side.name(), side.processes().costs((long) records * runs)));
        return StreamReport.of(records, figures, freshness, costs);
    }

    private List<Side> ownSides(Stack stack, Client client, Target target) throws Exception {
        List<Side> sides = new ArrayList<>();
        sides.add(ownSide(StreamReport.MILLRACE, Documents.PLAIN, stack, client, target));
        if (!withoutKeys) {
            sides.add(ownSide("key: ignore", Documents.IGNORE, stack, client, target));
            sides.add(ownSide("key: update", Documents.UPDATE, stack, client, target));
        }
        return sides;
    }

    private Side ownSide(String name, Documents document, Stack stack, Client client, Target target) throws Exception {
        create(document, client, target);
        awaitOpened(target, document);
        JsonReadings readings = new JsonReadings(records, document.hasKey());
        String topic = Topics.records(document.dataset());
        return new Side(name, topic, document.table(), readings, readings.distinct(), Processes.ofStack(stack), () -> {
            String stopped =
                    target.first("SELECT max(stopped_reason) FROM millrace.stream WHERE topic = '" + topic + "'");
            if (!stopped.isEmpty()) {
                throw new IllegalStateException(topic + ": " + stopped);
            }
        });
    }

    private Side peerSide(Peer peer, Stack stack) {
        JsonReadings readings = new JsonReadings(records, false);
        return new Side(
                StreamReport.PEER,
                Peer.TOPIC,
                Documents.PEER.table(),
                readings,
                records,
                Processes.of("connect", peer.process(), stack),
                peer::check);
    }

    /** The dataset, its table, and the partitions for all its rows. */
    private static void create(Documents document, Client client, Target target) throws Exception {
        client.dataset(document.dataset(), document.yaml());
        ensurePartitions(target, document, JsonReadings.MARK, JsonReadings.MARK.plusDays(1));
        ensurePartitions(target, document, JsonReadings.FROM, JsonReadings.FROM.plusDays(JsonReadings.DAYS));
    }

    private static void ensurePartitions(Target target, Documents document, LocalDate from, LocalDate to)
            throws Exception {
        target.run("SELECT millrace.ensure_partitions('%s', '%s', '%s')".formatted(document.table(), from, to));
    }

    /** Returns when transform reads all partitions of the dataset's topic. */
    private static void awaitOpened(Target target, Documents document) throws Exception {
        target.awaitAtLeast(
                "SELECT count(*) FROM millrace.stream WHERE dataset = '" + document.dataset() + "'",
                JsonReadings.PARTITIONS,
                () -> {});
    }
}
