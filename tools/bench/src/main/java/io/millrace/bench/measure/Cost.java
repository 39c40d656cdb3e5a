package io.millrace.bench.measure;

import java.util.Map;

/**
 * What a process spent.
 *
 * @param cpuSecondsPerMillionRows user and system time
 * @param peakMebibytes largest resident set
 */
public record Cost(double cpuSecondsPerMillionRows, long peakMebibytes) {

    /** Appends a line for each process, and one for the sum. */
    public static void table(StringBuilder text, String title, Map<String, Cost> processes) {
        Statistics.append(text, "%-12s %22s %16s%n", title, "CPU s/million rows", "peak RSS MiB");
        processes.forEach((name, cost) -> Statistics.append(
                text, "%-12s %22.2f %16d%n", name, cost.cpuSecondsPerMillionRows, cost.peakMebibytes));
        Statistics.append(text, "%-12s %22.2f%n", "all", sum(processes));
    }

    /** @return user and system time a million rows of all processes together */
    public static double sum(Map<String, Cost> processes) {
        return processes.values().stream()
                .mapToDouble(Cost::cpuSecondsPerMillionRows)
                .sum();
    }
}
