package io.millrace.loader.ledger;

import io.millrace.contract.tuple.TupleWriter;
import java.nio.charset.StandardCharsets;

/** Text that PostgreSQL can store. */
public final class Texts {
    private Texts() {}

    /** A file name or a message may hold the one character that text in PostgreSQL cannot. */
    public static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    static void write(TupleWriter tuples, String text) {
        byte[] utf8 = storable(text).getBytes(StandardCharsets.UTF_8);
        tuples.writeBytes(utf8, 0, utf8.length);
    }
}
