package io.millrace.migration.shape;

import io.millrace.api.migration.Obstacle;
import io.millrace.contract.dataset.TableName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that hangs on a table. Two that are equal need no new plan. Names are unquoted; definitions are SQL text in which
 * every name is schema-qualified. What a migration itself has made for a while (CHECK, indexes, triggers) is left out.
 *
 * @param serverVersion such as 180006
 * @param traits what is true of the table as a whole
 * @param columns in their order
 * @param grants on the table and on its columns
 * @param checks CHECK constraints
 * @param indexes with those of primary keys, unique and exclusion constraints
 * @param foreignKeys of the table and to the table
 * @param triggers without those of foreign keys
 * @param policies of row security
 * @param dependents what names the table from outside: views, functions, policies of other tables
 * @param publications of logical replication that list the table
 * @param statistics extended statistics
 * @param obstacles what hangs on the table and cannot be given to another one, whatever that is
 */
public record TableShape(
        TableName table,
        Kind kind,
        int serverVersion,
        Traits traits,
        List<Column> columns,
        List<Grant> grants,
        List<Check> checks,
        List<Index> indexes,
        List<ForeignKey> foreignKeys,
        List<Trigger> triggers,
        List<Policy> policies,
        List<Dependent> dependents,
        List<Publication> publications,
        List<Statistics> statistics,
        List<Obstacle> obstacles) {

    /** What the table is. */
    public enum Kind {
        PLAIN,
        PARTITIONED
    }

    /**
     * What is true of the table as a whole.
     *
     * @param ownPrivileges whether the owner has all privileges, as by default
     * @param defaultGrantees roles that a new table in this schema would be granted to by itself, as safe SQL text
     * @param options storage parameters, each {@code name=value}
     * @param hidden whether row security would hide rows from this session
     * @param replicaIdentity {@code d}, {@code n}, {@code f} or {@code i}
     */
    public record Traits(
            String owner,
            boolean ownPrivileges,
            List<String> defaultGrantees,
            @Nullable String comment,
            @Nullable String tablespace,
            List<String> options,
            boolean rowSecurity,
            boolean forcedRowSecurity,
            boolean hidden,
            String replicaIdentity) {}

    /**
     * A column.
     *
     * @param type as {@code format_type} spells it
     * @param identity {@code ALWAYS} or {@code BY DEFAULT}; null when it is none
     * @param sequence of the identity, or the one that the column owns (serial)
     * @param statisticsTarget of ANALYZE, when it is set
     * @param options of ANALYZE, such as {@code n_distinct=-0.5}
     */
    public record Column(
            String name,
            String type,
            boolean notNull,
            boolean generated,
            @Nullable String identity,
            @Nullable TableName sequence,
            @Nullable Integer statisticsTarget,
            List<String> options) {}

    /**
     * A privilege.
     *
     * @param column null when it is one on the table
     * @param grantee as safe SQL text
     */
    public record Grant(@Nullable String column, String privilege, String grantee, boolean grantable) {}

    /** A CHECK constraint. */
    public record Check(String name, String definition, boolean validated, boolean inherited) {}

    /**
     * An index.
     *
     * @param constraint {@code p}, {@code u} or {@code x} when it belongs to one of that type and of its name
     * @param definition what follows the table's name: {@code USING btree (a, b)}
     * @param constraintDefinition such as {@code PRIMARY KEY (a, b)}
     * @param columns the key's columns; an expression is an empty string
     * @param replicaIdentity whether rows are told by it in logical replication
     */
    public record Index(
            String name,
            boolean unique,
            @Nullable String constraint,
            String definition,
            @Nullable String constraintDefinition,
            List<String> columns,
            boolean valid,
            boolean clustered,
            boolean replicaIdentity,
            @Nullable String comment) {}

    /**
     * A foreign key.
     *
     * @param from the table that has it
     * @param referenced the columns that it names of the other table
     * @param partitioned whether the table that has it is partitioned
     */
    public record ForeignKey(
            String name,
            TableName from,
            TableName to,
            String definition,
            List<String> referenced,
            boolean validated,
            boolean partitioned,
            @Nullable String comment) {
        public boolean toItself() {
            return from.equals(to);
        }
    }

    /**
     * A trigger.
     *
     * @param enabled {@code O}, {@code D}, {@code R} or {@code A} as in {@code pg_trigger.tgenabled}
     * @param transitionTables whether it names any
     */
    public record Trigger(
            String name,
            String definition,
            boolean row,
            boolean transitionTables,
            String enabled,
            @Nullable String comment) {}

    /** A policy of row security; the definition is what follows the table's name. */
    public record Policy(
            String name, String definition, @Nullable String comment) {}

    /**
     * What names the table from outside and can be made to name another one.
     *
     * @param statement which does that, once the other table has this one's name
     * @param byKey whether it needs the primary key as it is (GROUP BY of it alone)
     */
    public record Dependent(String object, String owner, boolean ownable, String statement, boolean byKey) {}

    /** A publication; the suffix is its columns and its filter as SQL text. */
    public record Publication(String name, String suffix, boolean viaRoot) {}

    /** Extended statistics. */
    public record Statistics(
            TableName name,
            String owner,
            String definition,
            @Nullable Integer target,
            @Nullable String comment) {}

    /** @return the column of the name */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
}
