package io.millrace.migration.move;

import org.jdbi.v3.core.Handle;

/** Keeps work that takes long in check. */
public interface Guard {
    /**
     * The first statement of every transaction: nobody else takes the work over until it has ended.
     *
     * @throws RuntimeException when somebody else has
     */
    void fence(Handle transaction);

    /**
     * Called between two transactions.
     *
     * @throws RuntimeException when the work shall pause or end here
     */
    void checkpoint(String place);
}
