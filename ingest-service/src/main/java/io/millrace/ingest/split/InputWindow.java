package io.millrace.ingest.split;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The part of an input that is being looked at: bytes from {@code start} (the first one still needed) to {@code limit} in one
 * array. Bytes are read into their place once; they move only when the array's end is reached, and then are no more than half
 * of the array, so that a byte moves about once at most.
 */
final class InputWindow {
    private final InputStream input;
    private byte[] bytes;
    private int start;
    private int limit;
    private long base; // position of bytes[0] in the input
    private boolean ended;

    InputWindow(InputStream input, int capacity) {
        this.input = input;
        bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int limit() {
        return limit;
    }

    boolean ended() {
        return ended;
    }

    /** The position of {@code bytes()[index]} in the input. */
    long position(int index) {
        return base + index;
    }

    /** Gives up all bytes before the index. */
    void release(int index) {
        start = index;
    }

    /**
     * Reads some more bytes, or finds the end of the input.
     *
     * @return by how much indexes have to be lowered, because the bytes moved
     */
    int fill() throws IOException {
        int moved = limit == bytes.length ? makeRoom() : 0;
        int read = input.read(bytes, limit, bytes.length - limit);
        if (read < 0) {
            ended = true;
        } else {
            limit += read;
        }
        return moved;
    }

    private int makeRoom() {
        int live = limit - start;
        byte[] target = live > bytes.length / 2 ? new byte[2 * bytes.length] : bytes;
        System.arraycopy(bytes, start, target, 0, live);
        bytes = target;
        int moved = start;
        base += moved;
        start = 0;
        limit = live;
        return moved;
    }

    /** A copy of some bytes. */
    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
