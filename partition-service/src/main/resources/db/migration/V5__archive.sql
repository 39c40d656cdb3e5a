-- What became of partitions that left their table, by retention or because somebody asked: one line each. The service
-- takes a line from state to state; each step can be done again after a crash, and no step removes rows that were not
-- read back from the archive and found to be the same.

CREATE TABLE millrace.archive (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_name      text        NOT NULL,
    table_name       text        NOT NULL,
    partition_name   text        NOT NULL,
    partition_oid    bigint      NOT NULL,
    lower            timestamptz,
    upper            timestamptz,
    expired          text        NOT NULL CHECK (expired IN ('keep', 'drop', 'archive')),
    state            text        NOT NULL DEFAULT 'detaching' CHECK (state IN
                         ('detaching', 'detached', 'written', 'verified', 'dropped', 'restoring', 'restored', 'gone')),
    held             boolean     NOT NULL DEFAULT false,
    location         text,
    manifest         text,
    rows             bigint,
    bytes            bigint,
    fingerprint      text,
    error            text,
    asked_at         timestamptz NOT NULL DEFAULT now(),
    detached_at      timestamptz,
    written_at       timestamptz,
    verified_at      timestamptz,
    dropped_at       timestamptz,
    restored_at      timestamptz
);
CREATE INDEX archive_of_table ON millrace.archive (schema_name, table_name, lower);
-- A partition is on its way once.
CREATE UNIQUE INDEX archive_under_way ON millrace.archive (schema_name, table_name, partition_name)
 WHERE state NOT IN ('dropped', 'restored', 'gone');
COMMENT ON TABLE millrace.archive IS 'Partitions that left their table: kept beside it, dropped, or archived.';
COMMENT ON COLUMN millrace.archive.partition_name IS 'In the schema of its parent.';
COMMENT ON COLUMN millrace.archive.partition_oid IS 'The table that the line speaks of; one of the same name may be another.';
COMMENT ON COLUMN millrace.archive.lower IS 'The first instant it holds; NULL when it has no lower bound.';
COMMENT ON COLUMN millrace.archive.upper IS 'The first instant after it; NULL when it has no upper bound.';
COMMENT ON COLUMN millrace.archive.expired IS 'What becomes of it once it is detached.';
COMMENT ON COLUMN millrace.archive.held IS 'Restored, and not to be detached again until it is released.';
COMMENT ON COLUMN millrace.archive.location IS 'Of the Parquet file; the manifest lies beside it with the ending .json.';
COMMENT ON COLUMN millrace.archive.manifest IS 'JSON as in the archive.';
COMMENT ON COLUMN millrace.archive.fingerprint IS 'Of the protected table whose rows were written.';
COMMENT ON COLUMN millrace.archive.error IS 'Why the next step could not be done; it is tried again.';

CREATE FUNCTION millrace.refuse_write() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'table %.% left its parent and is being archived: its rows do not change any more',
                    quote_ident(TG_TABLE_SCHEMA), quote_ident(TG_TABLE_NAME)
        USING ERRCODE = 'object_not_in_prerequisite_state',
              HINT = 'Restore it first: ./millrace partitions restore.';
END $$;

-- From now on the rows stay as they are, for replication's sessions too. Waits for writers that are at it.
CREATE FUNCTION millrace.protect(partition regclass) RETURNS void LANGUAGE plpgsql STRICT
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = partition AND tgname = 'millrace_archived') THEN
        EXECUTE format('CREATE TRIGGER millrace_archived BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION millrace.refuse_write()', partition);
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER millrace_archived', partition);
END $$;

-- Differs as soon as the protection was lifted for a moment, or the table was rewritten or got other columns. The xmin of
-- the trigger's line tells of every ALTER TABLE ... TRIGGER since. NULL when the table is not there or not protected.
CREATE FUNCTION millrace.fingerprint(partition oid) RETURNS text LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, pg_temp AS $$
    SELECT md5(concat_ws(' ', c.oid, c.relfilenode, t.oid, t.xmin, t.tgenabled,
               (SELECT string_agg(concat_ws(' ', attnum, attname, atttypid, atttypmod, attisdropped), ',' ORDER BY attnum)
                  FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)))
      FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'millrace_archived' AND t.tgenabled = 'A'
     WHERE c.oid = partition
$$;

-- An empty table that can become the partition [lower, upper), or an error when the range is taken. Bounds that are NULL
-- are MINVALUE and MAXVALUE.
CREATE FUNCTION millrace.prepare_partition(parent regclass, name text, lower timestamptz, upper timestamptz)
RETURNS regclass LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
DECLARE
    p pg_class; g record; child text; taken text; method name; place name;
BEGIN
    PERFORM millrace.partition_key(parent);
    SELECT e.partition::text INTO taken FROM millrace.partitions(parent) e
     WHERE tstzrange(e.lower, e.upper) && tstzrange(coalesce(prepare_partition.lower, '-infinity'),
                                                    coalesce(prepare_partition.upper, 'infinity')) LIMIT 1;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION 'partition % holds times of % to % already', taken, lower, upper
            USING ERRCODE = 'invalid_object_definition';
    END IF;
    SELECT * INTO p FROM pg_class WHERE oid = parent;
    SELECT amname INTO method FROM pg_am WHERE oid = p.relam;
    SELECT spcname INTO place FROM pg_tablespace WHERE oid = p.reltablespace;
    SELECT format('%I.%I', nspname, name) INTO child FROM pg_namespace WHERE oid = p.relnamespace;
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING IDENTITY)', child, parent)
         || coalesce(' USING ' || quote_ident(method), '') || coalesce(' TABLESPACE ' || quote_ident(place), '');
    -- as millrace.create_partition does
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

-- Proves that all rows of a table lie in [lower, upper), so that attaching it needs no scan. Scans it, but stops nobody.
CREATE FUNCTION millrace.prove_bounds(parent regclass, child regclass, lower timestamptz, upper timestamptz)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
DECLARE
    key CONSTANT record := millrace.partition_key(parent);
BEGIN
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS millrace_bounds', child);
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT millrace_bounds CHECK (%I IS NOT NULL', child, key.column_name)
         || CASE WHEN lower IS NULL THEN '' ELSE format(' AND %I >= %s', key.column_name,
                                                        millrace.bound(lower, key.column_type)) END
         || CASE WHEN upper IS NULL THEN '' ELSE format(' AND %I < %s', key.column_name,
                                                        millrace.bound(upper, key.column_type)) END || ')';
END $$;

-- Attaches a table whose bounds are proven.
CREATE FUNCTION millrace.attach_partition(parent regclass, child regclass, lower timestamptz, upper timestamptz)
RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
DECLARE
    key CONSTANT record := millrace.partition_key(parent);
BEGIN
    PERFORM millrace.lock_partitions(parent);
    EXECUTE format('DROP TRIGGER IF EXISTS millrace_archived ON %s', child);
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)', parent, child,
                   coalesce(millrace.bound(lower, key.column_type), 'MINVALUE'),
                   coalesce(millrace.bound(upper, key.column_type), 'MAXVALUE'));
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS millrace_bounds', child);
END $$;

-- A bound as SQL text for a column of the type; NULL stays NULL.
CREATE FUNCTION millrace.bound(at timestamptz, type regtype) RETURNS text LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $$
    SELECT quote_literal(CASE type WHEN 'date'::regtype THEN at::date::text
                                   WHEN 'timestamp'::regtype THEN at::timestamp::text ELSE at::text END)
$$;
