package io.millrace.contract.dataset;

/** A dataset document that cannot be used. The message tells what is wrong and how to mend it. */
public final class InvalidDatasetException extends RuntimeException {
    private final String path;

    /** @param path as {@link #path} answers it */
    public InvalidDatasetException(String path, String message) {
        super(message);
        this.path = path;
    }

    /** Where in the document, such as {@code columns[2].type}; empty for the document as a whole. */
    public String path() {
        return path;
    }
}
