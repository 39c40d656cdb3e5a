-- Partition sets of any table: a dataset's, or one that was adopted without a dataset. Hours and quarters beside the other
-- intervals; what becomes of expired partitions; intervals that change.

ALTER TABLE millrace.partition_set
    ALTER COLUMN dataset DROP NOT NULL,
    DROP CONSTRAINT partition_set_step_check,
    ADD CONSTRAINT partition_set_step_check CHECK (step IN ('hour', 'day', 'week', 'month', 'quarter', 'year')),
    ADD COLUMN former_step text CHECK (former_step IN ('hour', 'day', 'week', 'month', 'quarter', 'year')),
    ADD COLUMN expired text NOT NULL DEFAULT 'keep' CHECK (expired IN ('keep', 'drop', 'archive'));
COMMENT ON TABLE millrace.partition_set IS 'The partitioned tables that are maintained, each with its policy as last applied.';
COMMENT ON COLUMN millrace.partition_set.dataset IS 'The dataset that owns the table; NULL for one adopted without a dataset.';
COMMENT ON COLUMN millrace.partition_set.former_step IS
    'The interval before the last change of it: empty partitions of that length that lie ahead are replaced.';
COMMENT ON COLUMN millrace.partition_set.expired IS
    'What becomes of a partition past its retention once it is detached: it stays, is dropped, or is archived and dropped.';

-- A step as a length of time.
CREATE FUNCTION millrace.step_length(step text) RETURNS interval LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT CASE step WHEN 'quarter' THEN '3 months' ELSE '1 ' || step END::interval
$$;

CREATE OR REPLACE FUNCTION millrace.missing_partitions(
    parent regclass, step text, from_time timestamptz, to_time timestamptz)
RETURNS SETOF tstzrange LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    most CONSTANT integer := 10000;
    length CONSTANT interval := millrace.step_length(step);
BEGIN
    IF NOT isfinite(from_time) OR NOT isfinite(to_time) OR from_time > to_time THEN
        RAISE EXCEPTION 'cannot make partitions from % to %', from_time, to_time
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give two finite times, the earlier one first.';
    END IF;
    -- months, quarters and years differ in length; the shortest of them gives the upper limit of their number
    IF extract(epoch FROM to_time - from_time) / (CASE step
        WHEN 'month' THEN 28 * 86400 WHEN 'quarter' THEN 90 * 86400 WHEN 'year' THEN 365 * 86400
        ELSE extract(epoch FROM length) END) >= most THEN
        RAISE EXCEPTION 'from % to % are more than % partitions of one % each for %', from_time, to_time, most, step, parent
            USING ERRCODE = 'program_limit_exceeded', HINT = 'Look for a mistyped year, or use a longer interval.';
    END IF;
    RETURN QUERY
    WITH covered AS (
        SELECT coalesce(range_agg(tstzrange(p.lower, p.upper)), '{}'::tstzmultirange) AS ranges
          FROM millrace.partitions(parent) p)
    SELECT gap
      FROM covered, generate_series(date_trunc(step, from_time), to_time, length) AS lower,
           unnest(tstzmultirange(tstzrange(lower, lower + length)) - covered.ranges) AS gap
     ORDER BY gap;
END $$;

-- As before; a partition of less than a day is named after its first minute too: <parent>_pYYYYMMDD_HHMM.
DROP FUNCTION millrace.partition_name(regclass, timestamptz);
CREATE FUNCTION millrace.partition_name(parent regclass, lower timestamptz, upper timestamptz DEFAULT 'infinity')
RETURNS text LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    most CONSTANT integer := 63;
    stamp CONSTANT text :=
        to_char(lower, CASE WHEN upper < lower + interval '1 day' THEN '"_p"YYYYMMDD_HH24MI' ELSE '"_p"YYYYMMDD' END);
    base text; suffix text; schema_oid oid; number integer := 1;
BEGIN
    SELECT relname, relnamespace INTO base, schema_oid FROM pg_class WHERE oid = parent;
    LOOP
        suffix := stamp || CASE number WHEN 1 THEN '' ELSE '_' || number END;
        IF octet_length(base || suffix) > most THEN
            suffix := '_' || left(md5(base), 8) || suffix;
        END IF;
        -- by characters, never inside one
        WHILE octet_length(base || suffix) > most LOOP
            base := left(base, -1);
        END LOOP;
        EXIT WHEN NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = schema_oid AND relname = base || suffix)
              AND NOT EXISTS (SELECT FROM pg_type WHERE typnamespace = schema_oid AND typname = base || suffix);
        number := number + 1;
    END LOOP;
    RETURN base || suffix;
END $$;

-- As before, with the name of a short partition.
CREATE OR REPLACE FUNCTION millrace.create_partition(parent regclass, lower timestamptz, upper timestamptz) RETURNS regclass
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
DECLARE
    key record; p pg_class; g record; child text; low text; high text; method name; place name;
BEGIN
    IF NOT isfinite(lower) OR NOT isfinite(upper) OR lower >= upper THEN
        RAISE EXCEPTION 'a partition cannot hold % to %', lower, upper USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO key FROM millrace.partition_key(parent);
    PERFORM millrace.lock_partitions(parent);
    IF (SELECT range_agg(tstzrange(e.lower, e.upper)) @> tstzrange(create_partition.lower, create_partition.upper)
          FROM millrace.partitions(parent) e) THEN
        RETURN NULL;
    END IF;

    SELECT * INTO p FROM pg_class WHERE oid = parent;
    SELECT amname INTO method FROM pg_am WHERE oid = p.relam;
    SELECT spcname INTO place FROM pg_tablespace WHERE oid = p.reltablespace;
    SELECT format('%I.%I', nspname, millrace.partition_name(parent, lower, upper)) INTO child
      FROM pg_namespace WHERE oid = p.relnamespace;
    IF key.column_type = 'date'::regtype THEN
        low := lower::date; high := upper::date;
    ELSIF key.column_type = 'timestamp'::regtype THEN
        low := lower::timestamp; high := upper::timestamp;
    ELSE
        low := lower; high := upper;
    END IF;

    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING IDENTITY,'
                   ' CONSTRAINT millrace_bounds CHECK (%I IS NOT NULL AND %I >= %L AND %I < %L))',
                   child, parent, key.column_name, key.column_name, low, key.column_name, high)
         || coalesce(' USING ' || quote_ident(method), '') || coalesce(' TABLESPACE ' || quote_ident(place), '');
    -- LIKE copies neither owner nor privileges. A table with row security keeps its partitions to its owner: a grant on
    -- the partition itself would be a way around the policies.
    IF p.relowner <> current_user::regrole THEN
        EXECUTE format('ALTER TABLE %s OWNER TO %s', child, p.relowner::regrole);
    END IF;
    IF NOT p.relrowsecurity THEN
        FOR g IN SELECT a.* FROM aclexplode(p.relacl) a WHERE a.grantee <> p.relowner LOOP
            EXECUTE format('GRANT %s ON %s TO %s', g.privilege_type, child,
                           CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END)
                 || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END;
        END LOOP;
    END IF;
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', parent, child, low, high);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT millrace_bounds', child);
    RETURN child::regclass;
END $$;

-- As before; but a partition that is being detached is no help to a row that belongs into it, and stands in the way of one
-- that would be. Whoever asks, comes again.
CREATE OR REPLACE FUNCTION millrace.ensure_partitions(parent regclass, from_time timestamptz, to_time timestamptz)
RETURNS integer LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    its_step text; leaving regclass;
BEGIN
    SELECT s.step INTO its_step
      FROM millrace.partition_set s
      JOIN pg_namespace n ON n.nspname = s.schema_name
      JOIN pg_class c ON c.relname = s.table_name AND c.relnamespace = n.oid
     WHERE c.oid = parent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table % belongs to no partition set', parent
            USING ERRCODE = 'undefined_object',
                  HINT = 'PUT a dataset with this table to the partition service, or adopt the table.';
    END IF;
    SELECT p.partition INTO leaving
      FROM pg_inherits i JOIN millrace.partitions(parent) p ON p.partition = i.inhrelid
     WHERE i.inhparent = parent AND i.inhdetachpending AND p.lower <= to_time AND p.upper > from_time;
    IF FOUND THEN
        RAISE EXCEPTION 'partition % is being detached', leaving
            USING ERRCODE = 'lock_not_available', HINT = 'Try again when the transactions that use it have ended.';
    END IF;
    RETURN millrace.fill_partitions(parent, its_step, from_time, to_time);
END $$;
