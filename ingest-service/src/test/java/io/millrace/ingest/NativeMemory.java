package io.millrace.ingest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LongSummaryStatistics;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this process holds in memory outside of its heap. */
final class NativeMemory {
    private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{8,16})");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");

    private NativeMemory() {}

    /** @return resident bytes of all mappings (proc(5), smaps) but the heap's */
    static long resident() throws IOException, JMException {
        LongSummaryStatistics heap = heap();
        long bytes = 0;
        boolean counts = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            var mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                long from = Long.parseUnsignedLong(mapping.group(1), 16);
                counts = from < heap.getMin() || from >= heap.getMax();
            } else if (counts && line.startsWith("Rss:")) {
                bytes += Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        return bytes;
    }

    private static LongSummaryStatistics heap() throws JMException {
        String info = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcHeapInfo",
                        new Object[0],
                        new String[0]);
        return ADDRESS.matcher(info)
                .results()
                .mapToLong(found -> Long.parseUnsignedLong(found.group(1), 16))
                .summaryStatistics();
    }
}
