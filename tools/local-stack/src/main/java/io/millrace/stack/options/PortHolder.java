package io.millrace.stack.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who listens on a port, as far as {@code /proc} tells; other users' processes and other systems do not. */
final class PortHolder {

    private static final String LISTENING = "0A";
    private static final int COMMAND = 80;

    private PortHolder() {}

    /** Such as {@code process 4711 (java -jar shop.jar)}. */
    static Optional<String> of(int port) {
        Set<String> sockets = new HashSet<>();
        addSockets(Path.of("/proc/net/tcp"), port, sockets);
        addSockets(Path.of("/proc/net/tcp6"), port, sockets);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), sockets))
                .findFirst()
                .map(process -> "process " + process.pid() + command(process.pid()));
    }

    // Fields: number, local address (hexadecimal address:port), remote address, state, …; the tenth is the socket's
    // inode.
    private static void addSockets(Path table, int port, Set<String> sockets) {
        String suffix = ":%04X".formatted(port);
        try (Stream<String> lines = Files.lines(table)) {
            lines.map(line -> line.strip().split("\\s+"))
                    .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals(LISTENING))
                    .forEach(f -> sockets.add("socket:[" + f[9] + "]"));
        } catch (IOException notThisSystem) {
            return;
        }
    }

    private static boolean holds(long pid, Set<String> sockets) {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.anyMatch(file -> isOneOf(file, sockets));
        } catch (IOException anotherUsersOrGone) {
            return false;
        }
    }

    private static boolean isOneOf(Path file, Set<String> sockets) {
        try {
            return sockets.contains(Files.readSymbolicLink(file).toString());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static String command(long pid) {
        try {
            String command = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ')
                    .strip();
            return " (" + (command.length() > COMMAND ? command.substring(0, COMMAND) + " …" : command) + ")";
        } catch (IOException gone) {
            return "";
        }
    }
}
