package io.millrace.loader.copy;

import com.google.protobuf.ByteString;
import org.jdbi.v3.core.Handle;

/** Rows of a table without a key: COPY and nothing else. */
record StraightCopy(Handle handle, String copy) implements RowWriter {
    @Override
    public Written write(Iterable<ByteString> tuples) {
        BinaryCopy.tuples(handle, copy, tuples);
        return Written.WHOLLY;
    }
}
