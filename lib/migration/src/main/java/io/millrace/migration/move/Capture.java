package io.millrace.migration.move;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.postgres.Sql;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the identities of all rows that are written: triggers that append them to a log. Nothing in the log has an order or
 * belongs to a transaction; it says only which identities have to be read again.
 *
 * <p>CREATE TRIGGER waits for all who are writing: from the commit on there is no transaction that wrote before the
 * triggers and ends after.
 */
public final class Capture {
    /** A partition is truncated without its parent hearing of it. */
    private static final String WITH_PARTITIONS = """
            SELECT format('%I.%I', n.nspname, c.relname) AS name
              FROM (SELECT relid FROM pg_partition_tree(?::regclass) UNION SELECT ?::regclass) t
              JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
            """;

    private Capture() {}

    /** Makes what is not there yet, in the transaction of the handle, under lock_timeout. */
    public static void install(Handle handle, Move move) {
        Sql.execute(handle, "SET LOCAL client_min_messages = warning");
        Sql.execute(handle, """
                CREATE TABLE IF NOT EXISTS %s AS SELECT %s FROM %s s WITH NO DATA""".formatted(
                        move.log(), move.identityList("s"), move.read().getFirst()));
        // nobody prunes or counts on the log: what is deleted from it shall make room soon
        Sql.execute(
                handle,
                "ALTER TABLE %s SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)"
                        .formatted(move.log()));
        Sql.execute(handle, function(move));
        for (String table : move.captured()) {
            install(handle, move, table);
        }
    }

    /** As its owner: who may write the table need not know of the log. *<> compares bytes, whatever the types. */
    private static String function(Move move) {
        return """
                CREATE OR REPLACE FUNCTION %s() RETURNS trigger
                LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $capture$
                BEGIN
                    IF TG_OP = 'TRUNCATE' THEN
                        RAISE EXCEPTION 'table %% cannot be truncated while a migration of it runs', TG_RELID::regclass
                            USING ERRCODE = 'object_in_use',
                                  HINT = 'Use DELETE, or wait for the migration, or roll it back.';
                    END IF;
                    IF TG_OP <> 'INSERT' THEN
                        INSERT INTO %s VALUES (%s);
                    END IF;
                    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND ROW(%s)::record *<> ROW(%s)::record THEN
                        INSERT INTO %s VALUES (%s);
                    END IF;
                    RETURN NULL;
                END $capture$""".formatted(
                        move.function(),
                        move.log(),
                        move.identityList("OLD"),
                        move.identityList("OLD"),
                        move.identityList("NEW"),
                        move.log(),
                        move.identityList("NEW"));
    }

    /** Always: also for sessions that apply what another server replicates. */
    private static void install(Handle handle, Move move, String table) {
        String trigger = quote(move.trigger());
        Sql.execute(handle, """
                CREATE OR REPLACE TRIGGER %1$s AFTER INSERT OR UPDATE OR DELETE ON %2$s
                    FOR EACH ROW EXECUTE FUNCTION %3$s()""".formatted(trigger, table, move.function()));
        Sql.execute(handle, "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s".formatted(table, trigger));
        String truncate = quote(move.trigger() + "_truncate");
        List<String> all =
                handle.select(WITH_PARTITIONS, table, table).mapTo(String.class).list();
        for (String each : all) {
            Sql.execute(handle, """
                    CREATE OR REPLACE TRIGGER %1$s BEFORE TRUNCATE ON %2$s
                        FOR EACH STATEMENT EXECUTE FUNCTION %3$s()""".formatted(truncate, each, move.function()));
            Sql.execute(handle, "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s".formatted(each, truncate));
        }
    }

    /**
     * Removes all of it, in the transaction of the handle, under lock_timeout: the triggers' tables are locked.
     *
     * @param name of the move
     */
    public static void remove(Handle handle, String name) {
        Sql.execute(handle, "SET LOCAL client_min_messages = warning");
        Sql.execute(handle, "DROP FUNCTION IF EXISTS %s() CASCADE".formatted(Move.function(name)));
        Sql.execute(handle, "DROP TABLE IF EXISTS " + Move.log(name));
    }
}
