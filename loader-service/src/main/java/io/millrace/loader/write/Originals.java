package io.millrace.loader.write;

import io.millrace.contract.message.Source;
import io.millrace.contract.message.WorkUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The work units as ingest cut them: the only place that has a row's raw text. */
@FunctionalInterface
public interface Originals {
    /** The units are there or not there, but nobody can tell now. */
    final class UnreachableException extends Exception {
        public UnreachableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @return the unit, or nothing when its topic no longer has it
     * @throws UnreachableException when it may be there later
     */
    Optional<WorkUnit> fetch(Source source) throws UnreachableException;
}
