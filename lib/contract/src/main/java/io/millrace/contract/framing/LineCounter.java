package io.millrace.contract.framing;

/** Counts line ends. */
public final class LineCounter {
    private LineCounter() {}

    /** @return how many of {@code \n}, {@code \r\n} and {@code \r} end within [from, to), which does not cut a \r\n in two */
    public static int count(byte[] bytes, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r' && (i + 1 == to || bytes[i + 1] != '\n')) {
                lines++;
            }
        }
        return lines;
    }
}
