package io.millrace.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.upload.UploadState;
import io.millrace.api.upload.UploadStatus;
import io.millrace.cli.FakeService;
import io.millrace.cli.http.Api;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaiterTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final Duration LONG = Duration.ofMinutes(5);
    private final FakeService service = new FakeService();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        service.close();
    }

    private static String job(String state, int loaded, int parked) {
        return """
                {"id": "00000000-0000-0000-0000-000000000001", "state": "%s", "reason": "no table; make it", "units": {"received": 9, "loaded": %d, "parked": %d},
                 "rows": {"loaded": 0, "rejected": 0, "duplicate": 0}, "bytes": {"loaded": 0}}""".formatted(state, loaded, parked);
    }

    private UploadStatus await(Duration patience) {
        return new Waiter(new Api(), service.address(), patience)
                .await(ID, upload -> {}, told::add)
                .value();
    }

    @Test
    void whatIsParkedIsToldOnceAndWheneverItChanges() {
        List<String> answers = List.of(
                job("loading", 1, 0),
                job("attention", 1, 1),
                job("attention", 2, 1),
                job("attention", 2, 2),
                job("loading", 4, 0),
                job("attention", 4, 2),
                job("complete", 9, 0));
        service.answer(
                "/v1/uploads/00000000-0000-0000-0000-000000000001",
                200,
                request -> answers.get(asked.getAndIncrement()));
        assertThat(await(LONG).state()).isEqualTo(UploadState.COMPLETE);
        assertThat(told)
                .containsExactly(
                        "1 unit is parked: no table; make it; see ./millrace parked --job 00000000-0000-0000-0000-000000000001",
                        "2 units are parked: no table; make it; see ./millrace parked --job 00000000-0000-0000-0000-000000000001",
                        "2 units are parked: no table; make it; see ./millrace parked --job 00000000-0000-0000-0000-000000000001");
    }

    @Test
    void anUploadThatStandsStillWithParkedUnitsIsNotWaitedForForEver() {
        Duration patience = Duration.ofMillis(300);
        service.answer(
                "/v1/uploads/00000000-0000-0000-0000-000000000001",
                200,
                request -> job("attention", Math.min(asked.incrementAndGet(), 50), 1));
        long begun = System.nanoTime();
        UploadStatus stands = await(patience);
        assertThat(UploadCommand.status(stands, false)).isEqualTo(4);
        assertThat(UploadCommand.status(stands, true)).isZero();
        assertThat(UploadText.outcome(stands))
                .endsWith(
                        "upload 00000000-0000-0000-0000-000000000001 needs attention, and goes on by itself once that is mended: 1 unit is parked: no table; make it; see ./millrace parked --job 00000000-0000-0000-0000-000000000001");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(patience);
        assertThat(asked.get()).as("as long as units come in it is waited for").isGreaterThan(50);
        assertThat(told).hasSize(1);
    }

    @Test
    void aTimeWithoutNewsIsNoTimeOfStandingStill() {
        FakeService.Answer away = new FakeService.Answer(503, "{}");
        FakeService.Answer stands = new FakeService.Answer(200, job("attention", 1, 1));
        FakeService.Answer complete = new FakeService.Answer(200, job("complete", 9, 0));
        List<FakeService.Answer> answers = List.of(stands, away, stands, away, stands, complete);
        service.answer(
                "/v1/uploads/00000000-0000-0000-0000-000000000001", request -> answers.get(asked.getAndIncrement()));
        assertThat(await(Duration.ofMillis(800)).state())
                .as("two pauses of half a second, neither of which counts")
                .isEqualTo(UploadState.COMPLETE);
    }
}
