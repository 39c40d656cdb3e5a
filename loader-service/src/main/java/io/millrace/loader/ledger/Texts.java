package io.millrace.loader.ledger;

/** Text that PostgreSQL can store. */
public final class Texts {
    private Texts() {}

    /** A file name or a message may hold the one character that text in PostgreSQL cannot. */
    public static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
