package io.millrace.stack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of one key come by upload and by stream, in any order and more than once; the newest version of each stays. */
class KeyIT {
    private static final int KEYS = 5_000;
    private static final int VERSIONS = 4;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.get();
    }

    @Test
    void theNewestVersionStaysWhicheverWayItCame() throws Exception {
        installation.dataset("keyed", """
                name: keyed
                table: public.keyed
                timeColumn: opened_at
                partitioning: {interval: month, premake: 1}
                key: [id]
                onConflict: update
                version: changed_at
                columns:
                  - {name: id,         type: bigint, required: true}
                  - {name: opened_at,  type: timestamptz, required: true}
                  - {name: changed_at, type: timestamptz, required: true}
                  - {name: state,      type: text}
                """);
        Instant from = Instant.now().minus(60, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Random random = new Random(1);
        List<String> rows = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            Instant opened = from.plusSeconds(random.nextInt(50 * 86_400));
            for (int version = 0; version < VERSIONS; version++) {
                rows.add("%d,%s,%s,state-%d\n".formatted(key, opened, opened.plusSeconds(60L * version), version));
            }
        }
        String header = "id,opened_at,changed_at,state\n";
        List<String> shuffled = new ArrayList<>(rows);
        try (RecordTopic topic = new RecordTopic(installation, "keyed")) {
            for (int round = 0; round < 3; round++) {
                Collections.shuffle(shuffled, random);
                for (String row : shuffled.subList(0, rows.size() / 2)) {
                    String[] fields = row.strip().split(",");
                    topic.send("{\"id\":%s,\"opened_at\":\"%s\",\"changed_at\":\"%s\",\"state\":\"%s\"}"
                            .formatted((Object[]) fields));
                }
                topic.flush();
                String csv = header + String.join("", shuffled.subList(rows.size() / 3, rows.size()));
                assertThat(installation.load("keyed", csv).state()).isEqualTo("complete");
            }
            topic.awaitIn(SOON);
        }
        installation.copy(
                "public.keyed",
                "public.keyed_all",
                new ByteArrayInputStream((header + String.join("", rows)).getBytes(StandardCharsets.UTF_8)));
        installation.sql("CREATE TABLE public.keyed_oracle AS SELECT DISTINCT ON (id) * FROM public.keyed_all"
                + " ORDER BY id, changed_at DESC");
        assertThat(installation.difference("public.keyed", "public.keyed_oracle"))
                .isZero();
        assertThat(installation.sql("SELECT count(*) || ' ' || count(DISTINCT id) FROM public.keyed"))
                .isEqualTo(KEYS + " " + KEYS);
    }
}
