package io.millrace.transform.encode;

import io.millrace.contract.tuple.TupleWriter;
import io.millrace.transform.value.BadValue;

/** Reads a field that is not NULL, checks it and writes it. Stateless: one serves all threads. */
interface ColumnCodec {
    /** @throws BadValue when the field is no value of the column; nothing or half a field has been written then */
    void write(char[] chars, int from, int to, TupleWriter out) throws BadValue;
}
