-- Partitions are made here and nowhere else: by the maintenance of the partition service, by the loader on demand, and
-- by people in psql, all through millrace.create_partition. Every bound is a midnight in UTC, whatever TimeZone the
-- session has: each function that touches a time sets its own.

CREATE TABLE millrace.partition_set (
    schema_name text    NOT NULL,
    table_name  text    NOT NULL,
    dataset     text    NOT NULL UNIQUE,
    time_column text    NOT NULL,
    step        text    NOT NULL CHECK (step IN ('day', 'week', 'month', 'year')),
    premake     integer NOT NULL CHECK (premake BETWEEN 0 AND 1000),
    retention   text,
    PRIMARY KEY (schema_name, table_name)
);
COMMENT ON TABLE millrace.partition_set IS 'The partitioned tables that datasets own, each with its policy as last applied.';
COMMENT ON COLUMN millrace.partition_set.step IS 'The time one partition holds; a week begins on Monday.';
COMMENT ON COLUMN millrace.partition_set.premake IS 'Partitions kept ahead of now.';
COMMENT ON COLUMN millrace.partition_set.retention IS 'How long a partition is kept after its upper bound; for ever when NULL.';

-- The one column that the table is range-partitioned by; an error names what stands in the way.
CREATE FUNCTION millrace.partition_key(parent regclass, OUT column_name name, OUT column_type regtype)
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SELECT a.attname, a.atttypid INTO column_name, column_type
      FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
     WHERE p.partrelid = parent AND p.partstrat = 'r' AND p.partnatts = 1
       AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table % is not partitioned by range of one date, timestamp or timestamptz column', parent
            USING ERRCODE = 'wrong_object_type', HINT = 'Create it with PARTITION BY RANGE (the time column).';
    END IF;
END $$;

-- The partitions as they stand. A MINVALUE or MAXVALUE bound reads as -infinity or infinity; a DEFAULT partition has no
-- bounds and is left out. Takes no lock on any table: bounds name no column, so pg_get_expr needs no relation to open.
CREATE FUNCTION millrace.partitions(parent regclass)
RETURNS TABLE (partition regclass, lower timestamptz, upper timestamptz)
LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
    SELECT c.oid::regclass,
           CASE b[1] WHEN 'MINVALUE' THEN '-infinity' ELSE btrim(b[1], '''')::timestamptz END,
           CASE b[2] WHEN 'MAXVALUE' THEN 'infinity' ELSE btrim(b[2], '''')::timestamptz END
      FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
     CROSS JOIN LATERAL regexp_match(pg_get_expr(c.relpartbound, 0), '^FOR VALUES FROM \((.+)\) TO \((.+)\)$') AS b
     WHERE i.inhparent = parent AND b IS NOT NULL
     ORDER BY 2, 3
$$;

-- What of [from_time, to_time], rounded out to whole steps, no partition covers yet: one range for each partition that is
-- to be made. A step that an existing partition covers in part (an adopted table may have any bounds) gives its rest.
CREATE FUNCTION millrace.missing_partitions(parent regclass, step text, from_time timestamptz, to_time timestamptz)
RETURNS SETOF tstzrange LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    most CONSTANT integer := 10000;
    length CONSTANT interval := ('1 ' || step)::interval;
BEGIN
    IF NOT isfinite(from_time) OR NOT isfinite(to_time) OR from_time > to_time THEN
        RAISE EXCEPTION 'cannot make partitions from % to %', from_time, to_time
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give two finite times, the earlier one first.';
    END IF;
    -- months and years differ in length; the shortest of them gives the upper limit of their number
    IF extract(epoch FROM to_time - from_time) / least(extract(epoch FROM length), CASE step
        WHEN 'month' THEN 28 * 86400 WHEN 'year' THEN 365 * 86400 ELSE 'infinity'::numeric END) >= most THEN
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

-- One creator of partitions of a table at a time, until the end of the transaction; others wait, at most lock_timeout.
CREATE FUNCTION millrace.lock_partitions(parent regclass) RETURNS void
LANGUAGE sql STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_advisory_xact_lock((hashtext('millrace.partitions')::bigint << 32) | parent::oid::bigint)
$$;

-- <parent>_pYYYYMMDD as pg_partman has it. A parent too long for that is cut and marked with a hash of its whole name,
-- so that two long names do not meet; a name that is taken nevertheless gets a number.
CREATE FUNCTION millrace.partition_name(parent regclass, lower timestamptz) RETURNS text
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    most CONSTANT integer := 63;
    base text; suffix text; schema_oid oid; number integer := 1;
BEGIN
    SELECT relname, relnamespace INTO base, schema_oid FROM pg_class WHERE oid = parent;
    LOOP
        suffix := to_char(lower, '"_p"YYYYMMDD') || CASE number WHEN 1 THEN '' ELSE '_' || number END;
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

-- Makes the partition [lower, upper) unless existing ones cover it, in which case the result is NULL. The table is made
-- on its own and then attached: ATTACH takes only SHARE UPDATE EXCLUSIVE on the parent, so that rows can be written and
-- read meanwhile, where CREATE TABLE ... PARTITION OF would take ACCESS EXCLUSIVE and stop everybody.
CREATE FUNCTION millrace.create_partition(parent regclass, lower timestamptz, upper timestamptz) RETURNS regclass
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
    SELECT format('%I.%I', nspname, millrace.partition_name(parent, lower)) INTO child
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
COMMENT ON FUNCTION millrace.create_partition IS
    'Makes the partition [lower, upper) of a range-partitioned table without stopping its writers; NULL when it is there.';

-- Makes what is missing of [from_time, to_time] in steps; the number made. Looks first and locks only when it must.
CREATE FUNCTION millrace.fill_partitions(parent regclass, step text, from_time timestamptz, to_time timestamptz)
RETURNS integer LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made integer;
BEGIN
    PERFORM millrace.partition_key(parent);
    IF NOT EXISTS (SELECT FROM millrace.missing_partitions(parent, step, from_time, to_time)) THEN
        RETURN 0;
    END IF;
    PERFORM millrace.lock_partitions(parent);
    SELECT count(millrace.create_partition(parent, lower(gap), upper(gap))) INTO made
      FROM millrace.missing_partitions(parent, step, from_time, to_time) AS gap;
    RETURN made;
END $$;

CREATE FUNCTION millrace.ensure_partitions(parent regclass, from_time timestamptz, to_time timestamptz)
RETURNS integer LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    its_step text;
BEGIN
    SELECT s.step INTO its_step
      FROM millrace.partition_set s
      JOIN pg_namespace n ON n.nspname = s.schema_name
      JOIN pg_class c ON c.relname = s.table_name AND c.relnamespace = n.oid
     WHERE c.oid = parent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table % belongs to no dataset', parent
            USING ERRCODE = 'undefined_object', HINT = 'PUT a dataset with this table to the partition service.';
    END IF;
    RETURN millrace.fill_partitions(parent, its_step, from_time, to_time);
END $$;
COMMENT ON FUNCTION millrace.ensure_partitions IS
    'Makes every missing partition that a row with a time in [from_time, to_time] needs; the number made.';

-- For people in psql: SELECT create_monthly_partition('readings', 'public', '2026-07-01'). Works for every table that is
-- range-partitioned by one time column, whether a dataset owns it or not. Any day of the month will do.
CREATE FUNCTION public.create_monthly_partition(table_name text, schema_name text, month date)
RETURNS text LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    parent CONSTANT regclass := format('%I.%I', schema_name, table_name)::regclass;
    first CONSTANT timestamptz := date_trunc('month', month::timestamptz);
BEGIN
    PERFORM millrace.fill_partitions(parent, 'month', first, first);
    RETURN (SELECT c.relname FROM millrace.partitions(parent) p JOIN pg_class c ON c.oid = p.partition
             WHERE first >= p.lower AND first < p.upper);
END $$;
COMMENT ON FUNCTION public.create_monthly_partition IS
    'Makes the partition of the month in UTC, if it is not there, and returns its name.';
