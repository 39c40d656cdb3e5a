package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import io.millrace.contract.message.Job;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many, slow and large clients. */
@QuarkusTest
@WithTestResource(IngestServers.class)
class UploadPressureIT extends UploadClient {
    /** What zstd and gzip unpack with is memory that no garbage collection gives back. */
    @Test
    void uploadsLeaveNoNativeMemoryBehind() throws Exception {
        int uploads = Integer.getInteger("millrace.zstd.uploads", 150);
        byte[] packed = Zstd.compress(bytes(HEADER, rows(Integer.getInteger("millrace.zstd.rows", 40_000))));
        byte[] form = bytes(
                "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.csv.zst\"\r\n\r\n",
                packed,
                "\r\n--xyz--\r\n");
        byte[] cut = Arrays.copyOf(packed, packed.length - 20);
        byte[] bad = Zstd.compress(bytes("nothing\n"));
        long before = 0;
        for (int i = 0; i < uploads; i++) {
            if (i == uploads / 10) {
                before = NativeMemory.resident();
            }
            Answer answer =
                    switch (i % 5) {
                        case 0 -> csv(cut, "Content-Encoding", "zstd");
                        case 1 -> csv(bad, "Content-Encoding", "zstd");
                        case 2 ->
                            post(
                                    UPLOADS,
                                    BodyPublishers.ofByteArray(form),
                                    "Content-Type",
                                    "multipart/form-data; boundary=xyz");
                        case 3 ->
                            post(
                                    UPLOADS,
                                    BodyPublishers.ofByteArray(
                                            Zstd.compress("no form".getBytes(StandardCharsets.UTF_8))),
                                    "Content-Type",
                                    "multipart/form-data; boundary=xyz",
                                    "Content-Encoding",
                                    "zstd");
                        default -> csv(packed, "Content-Encoding", "zstd");
                    };
            assertThat(answer.status()).isIn(202, 400, 422);
        }
        long grown = NativeMemory.resident() - before;
        System.out.printf("native memory grew by %d KiB over %d uploads%n", grown >> 10, uploads - uploads / 10);
        assertThat(grown).isLessThan(24L << 20);
    }

    @Test
    void clientsThatHardlySendDoNotKeepOthersOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        AtomicBoolean goOn = new AtomicBoolean(true);
        int given;
        try {
            for (int i = 0; i < 50; i++) {
                Socket socket = new Socket("localhost", service.getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write(("POST " + UPLOADS + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                                        + "Idempotency-Key: slow-" + i + "\r\nContent-Length: 500000\r\n\r\n" + HEADER)
                                .getBytes(StandardCharsets.US_ASCII));
            }
            await().atMost(SOON)
                    .until(() -> get("/q/metrics").response().body().contains("millrace_uploads_receiving 24.0"));
            Thread drip = Thread.startVirtualThread(() -> {
                while (goOn.get()) {
                    slow.forEach(UploadPressureIT::drip);
                    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                }
            });
            byte[] file = bytes(HEADER, rows(25_000));
            await().atMost(SOON).until(() -> csv(file).status() == 202);
            for (int i = 0; i < 10; i++) {
                assertThat(csv(file).status()).isEqualTo(202);
            }
            goOn.set(false);
            drip.join();
            given = await().atMost(SOON).until(() -> answered(slow, "HTTP/1.1 408"), found -> found >= 0);
            assertThat(new String(slow.get(given).getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("its place went to another upload", "same Idempotency-Key");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(SOON)
                .until(() -> get("/q/metrics").response().body().contains("millrace_uploads_receiving 0.0"));
        byte[] whole = bytes(HEADER, rows(25_000));
        Answer again = csv(whole, "Idempotency-Key", "slow-" + given);
        assertThat(again.status()).isEqualTo(202);
        assertThat(units(again.id()).ends()).hasSize(1);
    }

    /** The first of the clients whose answer begins so; -1 when none does. */
    private static int answered(List<Socket> clients, String beginning) throws IOException {
        for (int i = 0; i < clients.size(); i++) {
            InputStream answer = clients.get(i).getInputStream();
            if (answer.available() >= beginning.length()
                    && beginning.equals(new String(answer.readNBytes(beginning.length()), StandardCharsets.UTF_8))) {
                return i;
            }
        }
        return -1;
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write('1');
        } catch (IOException e) {
            // its place went to another one
        }
    }

    @Test
    void slowReadersOfRejectsKeepNoConnections() throws Exception {
        UUID id = UUID.randomUUID();
        ledger.begin(
                id, Job.newBuilder().setDataset("readings").setDatasetVersion(1).build());
        ledger.run(
                "INSERT INTO millrace.reject SELECT ?, 0, g, g * 7, 65536, '', 'why', convert_to(repeat('x', 65536), 'UTF8')"
                        + " FROM generate_series(1, 300) g",
                id);
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) { // there are eight connections
                Socket socket = new Socket("localhost", service.getPort());
                readers.add(socket);
                socket.setReceiveBufferSize(4096);
                socket.getOutputStream()
                        .write(("GET /v1/uploads/" + id + "/rejects HTTP/1.1\r\nHost: x\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            for (int i = 0; i < 10; i++) {
                assertThat(get("/v1/uploads?limit=1").status()).isEqualTo(200);
            }
            assertThat(
                            ledger.number(
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"))
                    .isZero();
            List<String> lines = get("/v1/uploads/" + id + "/rejects")
                    .response()
                    .body()
                    .lines()
                    .toList();
            assertThat(lines).hasSize(301);
            assertThat(lines.getLast()).startsWith("300,2100,65536,,why,xxx");
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
    }

    @Test
    void aLargeBodyNeedsLittleMemory() throws Exception {
        long length = 300L << 20;
        byte[] piece = rows(10_000);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long[] most = {0};
        Answer answer = post(
                UPLOADS + "?header=false&dryRun=true",
                BodyPublishers.ofInputStream(() -> new Repeated(piece, length, () -> {
                    System.gc();
                    most[0] = Math.max(most[0], runtime.totalMemory() - runtime.freeMemory());
                })),
                "Content-Type",
                "text/csv");
        assertThat(answer.body().at("/bytes/wire").asLong()).isBetween(length, length + piece.length);
        assertThat(most[0] - before).isLessThan(100L << 20);
    }

    /** Whole pieces up to at least a length; looks around every 32 MiB. */
    private static final class Repeated extends InputStream {
        private final byte[] piece;
        private final Runnable look;
        private long left;
        private long next;
        private int at;

        Repeated(byte[] piece, long length, Runnable look) {
            this.piece = piece;
            this.look = look;
            left = (length + piece.length - 1) / piece.length * piece.length;
            next = left;
        }

        @Override
        public int read() {
            throw new AssertionError("read in bulk");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            if (left <= next) {
                look.run();
                next -= 32 << 20;
            }
            int n = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, target, offset, n);
            at = (at + n) % piece.length;
            left -= n;
            return n;
        }
    }
}
