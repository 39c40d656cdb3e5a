package io.millrace.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process and its children have used, from Linux' /proc (see proc(5)).
 *
 * @param cpuSeconds user and system time, of ended children too
 * @param peakBytes the largest resident set of the process itself since it started or since {@link #resetPeak}
 */
public record Usage(double cpuSeconds, long peakBytes) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final int FIRST_TIME = 11; // utime's place behind the closing parenthesis of the command's name
    private static final int TIMES = 4; // utime, stime, cutime, cstime
    private static final int OWN_TIMES = 2; // utime, stime

    static Usage of(ProcessHandle process) {
        double ticks = Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> ticks(each, TIMES))
                .sum();
        return new Usage(ticks / TICKS_PER_SECOND, peak(process.pid()));
    }

    /** Without its children. */
    static Usage ofAlone(ProcessHandle process) {
        return new Usage(ticks(process, OWN_TIMES) / TICKS_PER_SECOND, peak(process.pid()));
    }

    /** Lets the peak begin anew at the present size. */
    static void resetPeak(ProcessHandle process) {
        try {
            Files.writeString(Path.of("/proc/" + process.pid() + "/clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Usage minus(Usage before) {
        return new Usage(cpuSeconds - before.cpuSeconds, peakBytes);
    }

    Usage plus(Usage more) {
        return new Usage(cpuSeconds + more.cpuSeconds, Math.max(peakBytes, more.peakBytes));
    }

    private static long ticks(ProcessHandle process, int times) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long sum = 0;
            for (int i = FIRST_TIME; i < FIRST_TIME + times; i++) {
                sum += Long.parseLong(fields[i]);
            }
            return sum;
        } catch (IOException ended) {
            return 0; // its parent has its time
        }
    }

    private static long peak(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
