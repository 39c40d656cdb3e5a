package io.millrace.loader.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/** Stands between driver and server, and once armed cuts the next connection that says COMMIT: before or after the server. */
final class CutAtCommit implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CutAtCommit.class);

    private final ServerSocket listener;
    private final int server;
    private final boolean reachesTheServer;
    private volatile boolean armed;
    private volatile boolean cut;

    CutAtCommit(int server, boolean reachesTheServer) throws IOException {
        this.server = server;
        this.reachesTheServer = reachesTheServer;
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void arm() {
        armed = true;
    }

    boolean cut() {
        return cut;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket backend = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofVirtual().start(() -> forward(client, backend));
                Thread.ofVirtual().start(() -> answer(backend, client));
            }
        } catch (IOException closed) {
            LOG.debug("no longer listening", closed);
        }
    }

    private void forward(Socket client, Socket backend) {
        byte[] buffer = new byte[1 << 16];
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = backend.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (armed && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("COMMIT")) {
                    armed = false;
                    cut = true;
                    client.close(); // whatever is answered finds nobody
                    if (!reachesTheServer) {
                        break;
                    }
                }
                out.write(buffer, 0, read);
            }
            backend.shutdownOutput();
        } catch (IOException gone) {
            LOG.debug("a side has closed", gone);
        }
    }

    private void answer(Socket backend, Socket client) {
        try (backend;
                client) {
            backend.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException gone) {
            LOG.debug("a side has closed", gone);
        }
    }
}
