package io.millrace.partitioning.apply;

import io.millrace.contract.dataset.TableName;
import java.util.Optional;

/** What is done with a partition that is past its retention. */
@FunctionalInterface
public interface Expiry {
    /**
     * Takes the partition out of its table. What becomes of it then is another duty's.
     *
     * @return its name; nothing when there is no such partition any more
     * @throws IllegalStateException when it cannot be taken out; the message tells why and the remedy
     */
    Optional<String> expire(TableName table, String partition);
}
