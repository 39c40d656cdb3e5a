-- Partitions on demand: a row gets the one partition that it belongs to, and nothing is made between it and other rows. Since
-- a mistyped year or a mad clock can make any number of times, there is a limit for each table and hour.

CREATE TABLE millrace.partitions_made (
    schema_name text        NOT NULL,
    table_name  text        NOT NULL,
    hour        timestamptz NOT NULL,
    made        integer     NOT NULL,
    PRIMARY KEY (schema_name, table_name),
    FOREIGN KEY (schema_name, table_name) REFERENCES millrace.partition_set ON UPDATE CASCADE ON DELETE CASCADE
);
COMMENT ON TABLE millrace.partitions_made IS
    'How many partitions a table got on demand in the hour in which it got one last. Beside partition_set, so that whoever changes a policy does not wait for rows.';

CREATE FUNCTION millrace.ensure_partition(parent regclass, at timestamptz, most integer DEFAULT 1000)
RETURNS TABLE (lower timestamptz, upper timestamptz)
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
#variable_conflict use_column
DECLARE
    this_hour CONSTANT timestamptz := date_trunc('hour', clock_timestamp());
    its millrace.partition_set; there record; gap tstzrange; already integer;
BEGIN
    SELECT s.* INTO its
      FROM millrace.partition_set s
      JOIN pg_namespace n ON n.nspname = s.schema_name
      JOIN pg_class c ON c.relname = s.table_name AND c.relnamespace = n.oid
     WHERE c.oid = parent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table % belongs to no partition set', parent
            USING ERRCODE = 'undefined_object',
                  HINT = 'PUT a dataset with this table to the partition service, or adopt the table.';
    END IF;
    -- A partition that is being detached takes no row any more, and stands in the way of one that would.
    SELECT p.*, i.inhdetachpending AS leaving INTO there
      FROM millrace.partitions(parent) p JOIN pg_inherits i ON i.inhrelid = p.partition AND i.inhparent = parent
     WHERE p.lower <= at AND p.upper > at;
    IF there.leaving THEN
        RAISE EXCEPTION 'partition % is being detached', there.partition
            USING ERRCODE = 'lock_not_available', HINT = 'Try again when the transactions that use it have ended.';
    ELSIF there.partition IS NOT NULL THEN
        RETURN QUERY SELECT there.lower, there.upper;
        RETURN;
    END IF;

    PERFORM millrace.partition_key(parent);
    PERFORM millrace.lock_partitions(parent);
    SELECT m INTO gap FROM millrace.missing_partitions(parent, its.step, at, at) m WHERE m @> at;
    IF NOT FOUND THEN
        -- somebody was faster
        RETURN QUERY SELECT p.lower, p.upper FROM millrace.partitions(parent) p WHERE p.lower <= at AND p.upper > at;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the partitions of % are changing', parent
                USING ERRCODE = 'lock_not_available', HINT = 'Try again.';
        END IF;
        RETURN;
    END IF;
    SELECT m.made INTO already FROM millrace.partitions_made m
     WHERE m.schema_name = its.schema_name AND m.table_name = its.table_name AND m.hour = this_hour;
    IF coalesce(already, 0) >= most THEN
        RAISE EXCEPTION 'table % has no partition for %, and got % for its rows within this hour, which is the limit',
                parent, at, coalesce(already, 0)
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = format('Look for a mistyped year in the rows, use a longer partitioning.interval than %s, or a narrower '
                                'accept. If the rows are right, wait: it is tried again by itself, with room for %s more from %s on.',
                                its.step, most, this_hour + interval '1 hour');
    END IF;
    PERFORM millrace.create_partition(parent, lower(gap), upper(gap));
    INSERT INTO millrace.partitions_made AS m (schema_name, table_name, hour, made)
    VALUES (its.schema_name, its.table_name, this_hour, 1)
    ON CONFLICT (schema_name, table_name) DO UPDATE SET hour = this_hour, made = coalesce(already, 0) + 1;
    RETURN QUERY SELECT lower(gap), upper(gap);
END $$;
COMMENT ON FUNCTION millrace.ensure_partition IS
    'The bounds of the partition that a row of that time belongs to; makes it when it is missing, at most so many for a table and hour.';
