package io.millrace.loader.original;

import io.millrace.contract.message.Source;
import io.millrace.contract.message.WorkUnit;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The work units as ingest cut them, and the records as producers wrote them: the only places that have a row's raw text. */
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

    /**
     * @param topicId of the topic when it was read; one that has another by now has other records
     * @return the values of those records that the topic still has, by their offsets
     * @throws UnreachableException when they may be there later
     */
    Map<Long, byte[]> values(String topic, UUID topicId, int partition, SortedSet<Long> offsets)
            throws UnreachableException;
}
