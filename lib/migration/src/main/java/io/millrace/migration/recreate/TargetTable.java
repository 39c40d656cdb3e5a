package io.millrace.migration.recreate;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.TableShape.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What a table's place is taken by.
 *
 * @param kind what it is
 * @param timeColumn the partition key; null for a plain one
 * @param way where it comes from
 * @param workSuffix what its name and those of its indexes end with until the swap
 * @param retiredSuffix what those of the table that it replaces end with after the swap
 */
public record TargetTable(Kind kind, @Nullable String timeColumn, Way way, String workSuffix, String retiredSuffix) {
    private static final String NEW = "_millrace_new";
    private static final String OLD = "_millrace_old";

    /** Where a target comes from. */
    public enum Way {
        /** It is made anew and gets the rows. */
        FRESH,
        /** It has been in this place before, and takes it again. */
        BACK,
        /** It is made anew as the parent of the table, which keeps its rows and becomes a partition. */
        ABOVE,
        /** It is a partition of the table, and becomes the table again. */
        BELOW
    }

    /** A new table that is partitioned by range of the column. */
    public static TargetTable partitioned(String timeColumn) {
        return new TargetTable(Kind.PARTITIONED, timeColumn, Way.FRESH, NEW, OLD);
    }

    /** A new table without partitions. */
    public static TargetTable plain() {
        return new TargetTable(Kind.PLAIN, null, Way.FRESH, NEW, OLD);
    }

    /** A new parent of the table itself, which is called by its name and the suffix from then on. */
    public static TargetTable above(String timeColumn, String partitionSuffix) {
        return new TargetTable(Kind.PARTITIONED, timeColumn, Way.ABOVE, NEW, partitionSuffix);
    }

    /**
     * The target of a rollback: what was replaced takes its place again.
     *
     * @param was what the table was before
     * @param itsTimeColumn when it was partitioned
     */
    public TargetTable rollback(Kind was, @Nullable String itsTimeColumn) {
        return new TargetTable(was, itsTimeColumn, way == Way.ABOVE ? Way.BELOW : Way.BACK, retiredSuffix, workSuffix);
    }

    /** Whether the table itself stays in service: as a partition of the target, or the target as one of the table. */
    boolean keepsRows() {
        return way == Way.ABOVE || way == Way.BELOW;
    }

    /** Whether it has policies and statistics from before. */
    boolean returns() {
        return way == Way.BACK || way == Way.BELOW;
    }

    public boolean partitioned() {
        return kind == Kind.PARTITIONED;
    }

    /** @return the target's name until the swap */
    public TableName work(TableName table) {
        return new TableName(table.schema(), ObjectNames.with(table.name(), workSuffix));
    }

    /** @return the replaced table's name after the swap */
    public TableName retired(TableName table) {
        return new TableName(table.schema(), ObjectNames.with(table.name(), retiredSuffix));
    }
}
