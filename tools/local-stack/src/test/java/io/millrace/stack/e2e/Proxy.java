package io.millrace.stack.e2e;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The network between services and a server of this machine, as bad as it gets: connections that are reset or half open, a
 * long way, no way at all, and a strike at the very moment at which a certain message passes.
 */
final class Proxy implements AutoCloseable {
    /** When a trap springs. */
    enum Moment {
        /** The message came here; the server never has it. */
        BEFORE,
        /** The server has it; its answer never arrives. */
        SENT,
        /** The server has answered; the answer never arrives. */
        ANSWERED
    }

    private static final System.Logger LOG = System.getLogger(Proxy.class.getName());

    private record Trap(String says, Moment moment, Runnable strike) {}

    private record Late(byte[] bytes, long due) {}

    private final ServerSocket listener = new ServerSocket();
    private final int server;
    private final Supplier<Protocol> protocols;
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Optional<Trap>> trap = new AtomicReference<>(Optional.empty());
    private final AtomicLong swallowed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private volatile boolean away;
    private volatile long delay;

    Proxy(int port, int server, Supplier<Protocol> protocols) throws IOException {
        this.server = server;
        this.protocols = protocols;
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        Thread.ofVirtual().start(this::accept);
    }

    /** Resets all connections and says how many; new ones are let through. */
    int reset() {
        int open = ways.size();
        ways.forEach(Way::reset);
        return open;
    }

    /** Resets all connections, and every new one until {@link #back()}. */
    void cutOff() {
        away = true;
        reset();
    }

    void back() {
        away = false;
    }

    /** Both sides of the half open connections learn of it at last, as by the keep-alive of their systems. */
    void forget() {
        ways.stream().filter(way -> way.swallows).forEach(Way::reset);
    }

    /**
     * Nothing passes any more on the connections that are open, in either direction and for ever, and nobody is told; new ones
     * are let through. A firewall that has forgotten its connections does so.
     */
    int halfOpen() {
        ways.forEach(way -> way.swallows = true);
        return ways.size();
    }

    /** Every answer comes that much later. */
    void delay(Duration more) {
        delay = more.toNanos();
    }

    /** Strikes once, at the next message that says so, and resets its connection. */
    void trap(String says, Moment moment, Runnable strike) {
        trap.set(Optional.of(new Trap(says, moment, strike)));
    }

    boolean trapped() {
        return trap.get().isEmpty();
    }

    /** Messages that went nowhere. */
    long swallowed() {
        return swallowed.get();
    }

    /** Connections that were reset at once. */
    long refused() {
        return refused.get();
    }

    /** Answers that came later than they would have. */
    long late() {
        return late.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (away) {
                    refused.incrementAndGet();
                    hardClose(client);
                } else {
                    open(client);
                }
            } catch (IOException closed) {
                LOG.log(Level.TRACE, "no longer listening", closed);
            }
        }
    }

    private void open(Socket client) throws IOException {
        try {
            Socket backend = new Socket("localhost", server);
            client.setTcpNoDelay(true);
            backend.setTcpNoDelay(true);
            new Way(client, backend).start();
        } catch (IOException serverIsAway) {
            hardClose(client);
        }
    }

    private static void hardClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            LOG.log(Level.TRACE, "closed already", closed);
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.TRACE, "closed already", e);
        }
    }

    /** One connection. */
    private final class Way {
        private static final Late END = new Late(new byte[0], 0);

        private final Socket client;
        private final Socket backend;
        private final Protocol protocol = protocols.get();
        private final BlockingQueue<Late> queue = new ArrayBlockingQueue<>(1024);
        private volatile boolean swallows;
        private volatile Optional<Trap> sprung = Optional.empty();
        private volatile Optional<Protocol.Message> awaited = Optional.empty();

        Way(Socket client, Socket backend) {
            this.client = client;
            this.backend = backend;
        }

        void start() {
            ways.add(this);
            Thread.ofVirtual().start(() -> run(this::ask));
            Thread.ofVirtual().start(() -> run(this::answer));
            Thread.ofVirtual().start(() -> run(this::deliver));
        }

        void reset() {
            hardClose(client);
            hardClose(backend);
            ended();
        }

        private void ended() {
            ways.remove(this);
            queue.clear();
            queue.offer(END);
        }

        private interface Direction {
            void run() throws IOException, InterruptedException;
        }

        /** One side is gone: the other one is told, unless this is the connection of which nobody is told anything. */
        private void run(Direction direction) {
            try {
                direction.run();
            } catch (IOException | InterruptedException gone) {
                if (!swallows) {
                    close(client);
                    close(backend);
                    ended();
                }
            }
        }

        private void ask() throws IOException {
            DataInputStream in = Protocol.in(client.getInputStream());
            OutputStream out = new BufferedOutputStream(backend.getOutputStream(), 1 << 16);
            while (true) {
                Protocol.Message message = protocol.asked(in);
                Optional<Trap> armed = trap.get();
                if (swallows) {
                    swallowed.incrementAndGet();
                } else if (armed.isPresent()
                        && armed.get().says().equals(message.says())
                        && trap.compareAndSet(armed, Optional.empty())) {
                    spring(armed.get(), message, out);
                } else {
                    out.write(message.bytes());
                    if (in.available() == 0) {
                        out.flush();
                    }
                }
            }
        }

        private void spring(Trap armed, Protocol.Message message, OutputStream out) throws IOException {
            if (armed.moment() == Moment.BEFORE) {
                armed.strike().run();
                reset();
                return;
            }
            sprung = Optional.of(armed);
            awaited = Optional.of(message);
            out.write(message.bytes());
            out.flush();
            if (armed.moment() == Moment.SENT) {
                armed.strike().run();
            }
        }

        private void answer() throws IOException, InterruptedException {
            DataInputStream in = Protocol.in(backend.getInputStream());
            while (true) {
                Protocol.Message message;
                try {
                    message = protocol.answered(in);
                } catch (EOFException last) {
                    queue.put(END); // what was said before is still delivered
                    return;
                }
                if (awaited.isPresent() && protocol.answers(message, awaited.get())) {
                    sprung.filter(t -> t.moment() == Moment.ANSWERED)
                            .ifPresent(t -> t.strike().run());
                    reset();
                } else if (swallows) {
                    swallowed.incrementAndGet();
                } else {
                    queue.put(new Late(message.bytes(), System.nanoTime() + delay));
                }
            }
        }

        private void deliver() throws IOException, InterruptedException {
            OutputStream out = new BufferedOutputStream(client.getOutputStream(), 1 << 16);
            for (Late next = queue.take(); next != END; next = queue.take()) {
                for (long left = next.due() - System.nanoTime(); left > 0; left = next.due() - System.nanoTime()) {
                    late.incrementAndGet();
                    LockSupport.parkNanos(left);
                }
                out.write(next.bytes());
                if (queue.isEmpty()) {
                    out.flush();
                }
            }
            out.flush();
            throw new EOFException("the server has closed");
        }
    }
}
