package io.millrace.migration.recreate;

import io.millrace.api.migration.Obstacle;
import io.millrace.migration.shape.TableShape;
import java.util.List;
import java.util.stream.Stream;

/**
 * How another table gets all that hangs on a table, as statements in their order. Between {@code create} and
 * {@code indexes} the rows are brought over; {@code atSwap} runs in one transaction that has locked the table.
 *
 * @param create makes the target, empty and under its work name, with owner and privileges
 * @param indexes its indexes and keys, under work names; each builds parts on all partitions that are there
 * @param atSwap takes the foreign keys off, exchanges the names, then points all that names the table to the target.
 *     {@link #renamed} tells where in it the target has the table's name
 * @param renamed how many statements of {@code atSwap} end with the exchange of the table's and the target's names
 * @param afterSwap checks the foreign keys, table by table without stopping writers; each statement a transaction
 * @param warnings what will be otherwise than it was
 * @param refusals what cannot be had; with any of them nothing may be touched
 */
public record Recreation(
        List<String> create,
        List<String> indexes,
        List<String> atSwap,
        int renamed,
        List<String> afterSwap,
        List<String> warnings,
        List<Obstacle> refusals) {

    /** Decides. Touches nothing. */
    public static Recreation of(TableShape shape, TargetTable target) {
        Suitability suitability = Suitability.of(shape, target);
        List<String> release = SwapSql.release(shape, target);
        List<String> dependents = SwapSql.dependents(shape, target);
        return new Recreation(
                CreateSql.table(shape, target),
                IndexSql.create(shape, target),
                Stream.concat(release.stream(), dependents.stream()).toList(),
                release.size(),
                SwapSql.after(shape, target),
                suitability.warnings(),
                suitability.refusals());
    }
}
