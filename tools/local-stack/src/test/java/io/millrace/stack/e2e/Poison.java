package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.stack.e2e.Installation.Answer;
import io.millrace.stack.options.Component;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An input, or what its owner does to the table, that cannot become rows, and what becomes of it. */
enum Poison {
    ZEROS_OF_A_FRAME(Poison::zeros),
    REASONS_LARGER_THAN_A_MESSAGE(Poison::reasons),
    HOURS_FAR_APART(Poison::hours),
    TEXT_TOO_LONG_FOR_ITS_INDEX(Poison::longText),
    ROW_TOO_BIG(Poison::bigRow),
    TABLE_DROPPED(Poison::dropped),
    PRIVILEGE_MISSING(Poison::privilege),
    TRIGGER_RAISES(Poison::trigger),
    TABLE_LOCKED(Poison::locked),
    BROKEN_BATCH(at -> broken(at, "millrace.batches")),
    BROKEN_UNIT(at -> broken(at, "millrace.units"));

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String GOOD = "s1,2025-03-01T00:00:00Z,20.5,50,1000,OK\n";

    /** What was sent. Once it is looked at, what the user sees of it is as it should be, and all is mended. */
    interface Sent {
        void seen() throws Exception;
    }

    private final Function<Installation, Sent> sending;

    Poison(Function<Installation, Sent> sending) {
        this.sending = sending;
    }

    Sent send(Installation at) {
        return sending.apply(at);
    }

    /** The first five bytes of a message in the Confluent framing, as a record and as a line of NDJSON. */
    private static Sent zeros(Installation at) {
        at.dataset("p-zeros", Datasets.readings("p-zeros", "public.p_zeros") + "records: {partitions: 1}\n");
        String good = RecordTopic.json(GOOD);
        byte[] bad = "\0\0\0\0\1{\"sensor_id\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        try (RecordTopic topic = new RecordTopic(at, "p-zeros")) {
            topic.send(good);
            topic.send(new ProducerRecord<>(topic.name(), bad));
            topic.send(good);
            topic.flush();
        }
        byte[] lines = (new String(bad, StandardCharsets.UTF_8) + "\n" + good + "\n").getBytes(StandardCharsets.UTF_8);
        String id = accepted(
                at.upload("p-zeros", BodyPublishers.ofByteArray(lines), "Content-Type", "application/x-ndjson"));
        return () -> {
            rejected(at.ended(id), 1, 1);
            await("the stream goes on")
                    .atMost(LONG)
                    .until(
                            () -> at.sql("SELECT rows || ' ' || rejects || ' ' || next_offset FROM millrace.stream"
                                    + " WHERE dataset = 'p-zeros'"),
                            "2 1 3"::equals);
        };
    }

    private static Sent reasons(Installation at) {
        String values = IntStream.range(0, 300)
                .mapToObj(i -> "a-value-of-thirty-three-letters%03d".formatted(i))
                .collect(Collectors.joining(", "));
        at.dataset("p-reasons", """
                name: p-reasons
                table: public.p_reasons
                timeColumn: at
                partitioning: {interval: month}
                columns:
                  - {name: at, type: timestamptz, required: true}
                  - {name: v,  type: text, oneOf: [%s]}
                """.formatted(values));
        String id = accepted(at.upload("p-reasons", "at,v\n" + "2025-03-01T00:00:00Z,none of them\n".repeat(30_000)));
        return () -> {
            rejected(at.ended(id), 0, 30_000);
            assertThat(at.sql(
                            "SELECT max(length(reason)) <= 512 AND min(reason) LIKE '%none of them%' FROM millrace.reject"
                                    + " WHERE job_id = '" + id + "'"))
                    .isEqualTo("t");
        };
    }

    private static Sent hours(Installation at) {
        at.dataset("p-hours", """
                name: p-hours
                table: public.p_hours
                timeColumn: at
                partitioning: {interval: hour, premake: 1}
                columns:
                  - {name: at, type: timestamptz, required: true}
                """);
        long before = partitions(at, "public.p_hours");
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String id = accepted(at.upload("p-hours", "at\n" + now + "\n" + now.minus(425, ChronoUnit.DAYS) + "\n"));
        return () -> {
            Answer ended = at.ended(id);
            assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete");
            assertThat(ended.rows("loaded")).isEqualTo(2);
            assertThat(partitions(at, "public.p_hours")).isBetween(before + 1, before + 3);
        };
    }

    private static Sent longText(Installation at) {
        at.dataset("p-index", """
                name: p-index
                table: public.p_index
                timeColumn: at
                partitioning: {interval: month}
                columns:
                  - {name: at, type: timestamptz, required: true}
                  - {name: v,  type: text}
                """);
        at.sql("CREATE INDEX ON public.p_index (v)");
        // Not to be compressed.
        String text = new java.util.Random(7)
                .ints(9_000, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String good = "2025-03-01T00:00:00Z,short\n";
        String id = accepted(
                at.upload("p-index", "at,v\n" + good + "2025-03-01T00:00:00Z," + text + "\n" + good.repeat(99)));
        return () -> {
            rejected(at.ended(id), 100, 1);
            assertThat(reason(at, id)).contains("index row requires 9016 bytes");
        };
    }

    private static Sent bigRow(Installation at) {
        String columns = IntStream.range(0, 400)
                .mapToObj(i -> "  - {name: c%d, type: text}\n".formatted(i))
                .collect(Collectors.joining());
        at.dataset("p-wide", """
                name: p-wide
                table: public.p_wide
                timeColumn: at
                partitioning: {interval: month}
                columns:
                  - {name: at, type: timestamptz, required: true}
                %s""".formatted(columns));
        String header = "at," + IntStream.range(0, 400).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        String good = "2025-03-01T00:00:00Z" + ",x".repeat(400) + "\n";
        String big = "2025-03-01T00:00:00Z" + ",twenty-characters-xx".repeat(400) + "\n";
        String id = accepted(at.upload("p-wide", header + "\n" + good + big + good));
        return () -> {
            rejected(at.ended(id), 2, 1);
            assertThat(reason(at, id)).contains("row is too big");
        };
    }

    private static Sent dropped(Installation at) {
        String definition = Datasets.readings("p-dropped", "public.p_dropped");
        at.dataset("p-dropped", definition);
        at.sql("DROP TABLE public.p_dropped CASCADE");
        int rows = Integer.getInteger("millrace.faults.dropped", 100_000);
        String id = accepted(at.upload("p-dropped", Sensors.HEADER + GOOD.repeat(rows)));
        String aborted = accepted(at.upload("p-dropped", Sensors.HEADER + GOOD));
        return () -> {
            attention(at, id, "42P01");
            attention(at, aborted, "42P01");
            assertThat(at.delete(Component.INGEST, "/v1/uploads/" + aborted).status())
                    .isEqualTo(202);
            assertThat(at.ended(aborted).state()).isEqualTo("aborted");
            at.dataset("p-dropped", definition);
            mended(at, id, rows);
            assertThat(at.sql("SELECT count(*) FROM public.p_dropped")).isEqualTo(String.valueOf(rows));
        };
    }

    /** The stack's user may do anything, so a trigger says what the server would. */
    private static Sent privilege(Installation at) {
        at.dataset("p-denied", Datasets.readings("p-denied", "public.p_denied"));
        raise(at, "p_denied", "RAISE EXCEPTION 'permission denied' USING ERRCODE = 'insufficient_privilege'");
        String id = accepted(at.upload("p-denied", Sensors.HEADER + GOOD.repeat(20_000)));
        return () -> {
            attention(at, id, "42501");
            at.sql("DROP TRIGGER p_denied ON public.p_denied");
            mended(at, id, 20_000);
        };
    }

    private static Sent trigger(Installation at) {
        at.dataset("p-raises", Datasets.readings("p-raises", "public.p_raises"));
        raise(at, "p_raises", "IF NEW.sensor_id = 'bad' THEN RAISE EXCEPTION 'never bad'; END IF; RETURN NEW");
        String id = accepted(at.upload(
                "p-raises", Sensors.HEADER + GOOD.repeat(500) + GOOD.replace("s1", "bad") + GOOD.repeat(500)));
        return () -> {
            rejected(at.ended(id), 1_000, 1);
            assertThat(reason(at, id)).contains("never bad");
        };
    }

    /** A long SELECT, a change of the table that waits for it, and everybody behind that. */
    private static Sent locked(Installation at) {
        at.dataset("p-locked", Datasets.readings("p-locked", "public.p_locked"));
        at.load("p-locked", Sensors.HEADER + GOOD);
        Locks locks = Locks.take(at, "public.p_locked");
        String id = accepted(at.upload("p-locked", Sensors.HEADER + GOOD.repeat(60_000)));
        return () -> {
            try (locks) {
                attention(at, id, "55P03");
            }
            mended(at, id, 60_000);
        };
    }

    private static Sent broken(Installation at, String topic) {
        byte[] message = ("no message of " + topic).getBytes(StandardCharsets.UTF_8);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", at.stack().kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, message));
            producer.flush();
        }
        String which = "FROM millrace.parked WHERE message = '\\x"
                + java.util.HexFormat.of().formatHex(message) + "'";
        return () -> {
            await("parked").atMost(LONG).until(() -> at.sql("SELECT count(*) " + which), "1"::equals);
            assertThat(at.sql("SELECT cause <> '' AND remedy <> '' " + which)).isEqualTo("t");
            await("given up for good").atMost(LONG).until(() -> {
                at.sql("SELECT millrace.discard_parked(id) " + which);
                return at.sql("SELECT count(*) " + which).equals("0");
            });
        };
    }

    private static void raise(Installation at, String table, String body) {
        at.sql("CREATE FUNCTION public.%1$s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %2$s; END $$"
                .formatted(table, body));
        at.sql("CREATE TRIGGER %1$s BEFORE INSERT ON public.%1$s FOR EACH ROW EXECUTE FUNCTION public.%1$s()"
                .formatted(table));
    }

    private static String accepted(Answer answer) {
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(202);
        return answer.id();
    }

    private static void rejected(Answer ended, long loaded, long rejected) {
        assertThat(ended.state()).as("%s", ended.json()).isEqualTo("complete_with_rejects");
        assertThat(List.of(ended.rows("loaded"), ended.rows("rejected"))).containsExactly(loaded, rejected);
    }

    private static String reason(Installation at, String id) {
        return at.sql("SELECT min(reason) FROM millrace.reject WHERE job_id = '" + id + "'");
    }

    /** The upload says why it does not go on, and each of its parked units has a cause and a remedy. */
    private static void attention(Installation at, String id, String cause) {
        await("the upload asks for attention").atMost(LONG).until(() -> state(at, id), "attention"::equals);
        assertThat(at.sql("SELECT reason FROM millrace.upload WHERE id = '" + id + "'"))
                .contains(cause);
        assertThat(at.sql("SELECT bool_and(cause LIKE '%" + cause + "%' AND remedy <> '') FROM millrace.parked"
                        + " WHERE job_id = '" + id + "'"))
                .isEqualTo("t");
    }

    /** Nobody does anything any more, and all gets in. */
    private static void mended(Installation at, String id, long rows) {
        await("the upload is complete").atMost(LONG).until(() -> state(at, id), "complete"::equals);
        assertThat(at.sql("SELECT rows_loaded || ' ' || rows_rejected FROM millrace.upload WHERE id = '" + id + "'"))
                .isEqualTo(rows + " 0");
        assertThat(at.sql("SELECT count(*) FROM millrace.parked WHERE job_id = '" + id + "'"))
                .isEqualTo("0");
    }

    private static String state(Installation at, String id) {
        return at.sql("SELECT state FROM millrace.upload WHERE id = '" + id + "'");
    }

    private static long partitions(Installation at, String table) {
        return Long.parseLong(at.sql("SELECT count(*) FROM pg_inherits WHERE inhparent = '" + table + "'::regclass"));
    }
}
