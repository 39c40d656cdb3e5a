package io.millrace.archive.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The archive does not give back what was written. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
