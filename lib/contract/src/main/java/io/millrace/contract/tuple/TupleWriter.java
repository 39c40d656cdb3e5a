package io.millrace.contract.tuple;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes binary COPY tuples into one growing array. Fields are written in column order between {@link #beginRow} and the
 * next one; {@link #abandonRow} takes a half-written row back. Not thread-safe.
 */
public final class TupleWriter {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int NULL = -1;
    private static final byte JSONB_VERSION = 1;

    private byte[] bytes;
    private int at;
    private int rowStart;
    private int rows;

    /** @param capacity bytes to begin with */
    public TupleWriter(int capacity) {
        bytes = new byte[Math.max(capacity, 64)];
    }

    /** Empties the writer and keeps its array. */
    public void clear() {
        at = 0;
        rowStart = 0;
        rows = 0;
    }

    public void beginRow(int fields) {
        room(Short.BYTES);
        rowStart = at;
        rows++;
        SHORT.set(bytes, at, (short) fields);
        at += Short.BYTES;
    }

    /** Takes back the row that was begun last. */
    public void abandonRow() {
        at = rowStart;
        rows--;
    }

    public int rows() {
        return rows;
    }

    /** @return how many bytes the row that was begun last has so far */
    public int rowSize() {
        return at - rowStart;
    }

    /** @return how many bytes have been written */
    public int size() {
        return at;
    }

    /** @return the array that is written into; its first {@link #size} bytes are the tuples. Not a copy. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, at);
    }

    public void writeNull() {
        room(Integer.BYTES);
        INT.set(bytes, at, NULL);
        at += Integer.BYTES;
    }

    public void writeBoolean(boolean value) {
        length(1);
        bytes[at++] = (byte) (value ? 1 : 0);
    }

    public void writeShort(short value) {
        length(Short.BYTES);
        SHORT.set(bytes, at, value);
        at += Short.BYTES;
    }

    /** int4, and date as days since 2000-01-01. */
    public void writeInt(int value) {
        length(Integer.BYTES);
        INT.set(bytes, at, value);
        at += Integer.BYTES;
    }

    /** int8, and timestamp and timestamptz as microseconds since 2000-01-01T00:00:00(Z). */
    public void writeLong(long value) {
        length(Long.BYTES);
        LONG.set(bytes, at, value);
        at += Long.BYTES;
    }

    public void writeFloat(float value) {
        writeInt(Float.floatToIntBits(value));
    }

    public void writeDouble(double value) {
        writeLong(Double.doubleToLongBits(value));
    }

    public void writeUuid(UUID value) {
        length(2 * Long.BYTES);
        LONG.set(bytes, at, value.getMostSignificantBits());
        LONG.set(bytes, at + Long.BYTES, value.getLeastSignificantBits());
        at += 2 * Long.BYTES;
    }

    /** bytea; text and varchar in UTF-8. */
    public void writeBytes(byte[] value, int from, int length) {
        length(length);
        System.arraycopy(value, from, bytes, at, length);
        at += length;
    }

    public void writeNumeric(BigDecimal value) {
        Numerics.write(value, this);
    }

    /** numeric's NaN and infinities, which BigDecimal has not. */
    public void writeNumeric(double nonFinite) {
        Numerics.writeNonFinite(nonFinite, this);
    }

    /** jsonb, from its text in UTF-8: the server parses the text itself. */
    public void writeJsonb(byte[] text, int from, int length) {
        length(1 + length);
        bytes[at++] = JSONB_VERSION;
        System.arraycopy(text, from, bytes, at, length);
        at += length;
    }

    /** Room for a field of this length, and the length. */
    void length(int length) {
        room(Integer.BYTES + length);
        INT.set(bytes, at, length);
        at += Integer.BYTES;
    }

    /** Part of a field, after {@link #length}. */
    void putShort(int value) {
        SHORT.set(bytes, at, (short) value);
        at += Short.BYTES;
    }

    private void room(int more) {
        if (more > bytes.length - at) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(at, more), bytes.length + (bytes.length >> 1)));
        }
    }
}
