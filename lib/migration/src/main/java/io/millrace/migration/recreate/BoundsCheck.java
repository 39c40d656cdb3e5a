package io.millrace.migration.recreate;

import static io.millrace.contract.dataset.TableName.quote;

import java.time.Instant;

/**
 * A CHECK on the times of a table's rows. One that equals a partition's bounds is proof for ATTACH PARTITION, which then
 * looks at no row under its lock.
 *
 * @param table as safe SQL text
 */
public record BoundsCheck(String table, String name, String column) {

    /**
     * @param lower as SQL text
     * @param upper as SQL text
     */
    public String within(String lower, String upper) {
        return add("%1$s IS NOT NULL AND %1$s >= %2$s AND %1$s < %3$s", lower, upper);
    }

    /** For the rows of a DEFAULT partition beside one of these bounds. The session's time zone is UTC. */
    public String outside(Instant lower, Instant upper) {
        return add(
                "%1$s IS NULL OR %1$s < %2$s OR %1$s >= %3$s",
                SqlText.literal(lower.toString()), SqlText.literal(upper.toString()));
    }

    /** Holds for what is written from then on; {@link #validate} looks at the rows that are there. */
    private String add(String condition, String lower, String upper) {
        return "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID"
                .formatted(table, quote(name), condition.formatted(quote(column), lower, upper));
    }

    public String validate() {
        return "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table, quote(name));
    }

    public String drop() {
        return "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(table, quote(name));
    }
}
