-- A partition is made in one way, whether it is a new one or one that comes back from an archive.

-- An empty table that is like a partition of the parent, in its schema.
CREATE FUNCTION millrace.create_child(parent regclass, name text) RETURNS regclass LANGUAGE plpgsql STRICT
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p pg_class; g record; child text; method name; place name;
BEGIN
    SELECT * INTO p FROM pg_class WHERE oid = parent;
    SELECT amname INTO method FROM pg_am WHERE oid = p.relam;
    SELECT spcname INTO place FROM pg_tablespace WHERE oid = p.reltablespace;
    SELECT format('%I.%I', nspname, create_child.name) INTO child FROM pg_namespace WHERE oid = p.relnamespace;
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING IDENTITY)', child, parent)
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
    RETURN child::regclass;
END $$;

CREATE OR REPLACE FUNCTION millrace.create_partition(parent regclass, lower timestamptz, upper timestamptz) RETURNS regclass
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD'
SET client_min_messages = 'warning' AS $$
DECLARE
    child regclass;
BEGIN
    IF NOT isfinite(lower) OR NOT isfinite(upper) OR lower >= upper THEN
        RAISE EXCEPTION 'a partition cannot hold % to %', lower, upper USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM millrace.partition_key(parent);
    PERFORM millrace.lock_partitions(parent);
    IF (SELECT range_agg(tstzrange(e.lower, e.upper)) @> tstzrange(create_partition.lower, create_partition.upper)
          FROM millrace.partitions(parent) e) THEN
        RETURN NULL;
    END IF;
    child := millrace.create_child(parent, millrace.partition_name(parent, lower, upper));
    PERFORM millrace.prove_bounds(parent, child, lower, upper);
    PERFORM millrace.attach_partition(parent, child, lower, upper);
    RETURN child;
END $$;

CREATE OR REPLACE FUNCTION millrace.prepare_partition(parent regclass, name text, lower timestamptz, upper timestamptz)
RETURNS regclass LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
DECLARE
    taken text;
BEGIN
    PERFORM millrace.partition_key(parent);
    SELECT e.partition::text INTO taken FROM millrace.partitions(parent) e
     WHERE tstzrange(e.lower, e.upper) && tstzrange(coalesce(prepare_partition.lower, '-infinity'),
                                                    coalesce(prepare_partition.upper, 'infinity')) LIMIT 1;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION 'partition % holds times of % to % already', taken, lower, upper
            USING ERRCODE = 'invalid_object_definition';
    END IF;
    RETURN millrace.create_child(parent, name);
END $$;
