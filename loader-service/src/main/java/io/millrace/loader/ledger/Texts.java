package io.millrace.loader.ledger;

/** Text that PostgreSQL can store. */
final class Texts {
    private Texts() {}

    /** A file name or a message may hold the one character that text in PostgreSQL cannot. */
    static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
