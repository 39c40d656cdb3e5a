package io.millrace.codec.column;

import io.millrace.codec.value.BadValue;
import io.millrace.contract.tuple.TupleWriter;

/** Reads a field that is not NULL, checks it and writes it. Stateless: one serves all threads. */
public interface ColumnCodec {
    /** @throws BadValue when the field is no value of the column; nothing or half a field has been written then */
    void write(byte[] bytes, int from, int to, TupleWriter out) throws BadValue;
}
