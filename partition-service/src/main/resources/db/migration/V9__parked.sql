-- Parked: units of which no rows can be made for a reason of their own, such as a dropped table. They are kept here, where no
-- retention ends, while everybody else goes on; the loader sends them again until they are rows, or a person discards them.

CREATE TABLE millrace.parked (
    id            uuid        PRIMARY KEY,
    dataset       text        NOT NULL,
    -- of an upload; a marker of a job has no unit
    job_id        uuid,
    unit          integer,
    byte_from     bigint,
    byte_to       bigint,
    sha256        bytea,
    -- of a stream
    topic_id      uuid,
    partition     integer,
    from_offset   bigint,
    to_offset     bigint,
    -- the message, and the topic that it goes to again
    topic         text        NOT NULL CHECK (topic IN ('millrace.units', 'millrace.batches')),
    message       bytea       NOT NULL,
    -- why, and what has been tried
    schema_name   text,
    table_name    text,
    table_state   text,
    cause         text        NOT NULL,
    remedy        text        NOT NULL,
    attempts      integer     NOT NULL DEFAULT 1,
    parked_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    tried_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    retry_at      timestamptz NOT NULL
);
CREATE INDEX parked_by_retry ON millrace.parked (retry_at);
CREATE INDEX parked_by_job ON millrace.parked (job_id, unit) WHERE job_id IS NOT NULL;
CREATE UNIQUE INDEX parked_by_stream ON millrace.parked (topic_id, partition) WHERE topic_id IS NOT NULL;
CREATE INDEX parked_by_dataset ON millrace.parked (dataset);
COMMENT ON TABLE millrace.parked IS
    'Units of which no rows could be made, for a reason of their own. Each is tried again until it is in or discarded.';
COMMENT ON COLUMN millrace.parked.dataset IS 'Empty when the message does not tell.';
COMMENT ON COLUMN millrace.parked.message IS 'As it stood in the topic that it came from.';
COMMENT ON COLUMN millrace.parked.table_state IS 'What millrace.table_state said when it was tried last; another one has it tried at once.';
COMMENT ON COLUMN millrace.parked.retry_at IS 'When it is tried again.';

-- All of a table that decides whether it takes rows, as a hash: its columns, constraints, indexes, triggers, owner and
-- privileges. NULL when there is no such table.
CREATE FUNCTION millrace.table_state(the_schema text, the_table text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT md5(concat_ws(' ', c.oid, c.relkind, c.relowner, c.relacl, c.relrowsecurity,
           (SELECT string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attacl), ', ' ORDER BY a.attnum)
              FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
           (SELECT string_agg(k.oid::text, ' ' ORDER BY k.oid) FROM pg_constraint k WHERE k.conrelid = c.oid),
           (SELECT string_agg(i.indexrelid::text || i.indisvalid, ' ' ORDER BY i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid),
           (SELECT string_agg(concat_ws(' ', t.oid, t.tgenabled, t.tgfoid, p.xmin), ', ' ORDER BY t.oid)
              FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid)))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = the_schema AND c.relname = the_table
$$;
COMMENT ON FUNCTION millrace.table_state IS 'A hash of all that decides whether a table takes rows; NULL without the table.';

-- How much of a job is in, so that it need not be counted after each commit. A line a worker: workers do not wait for one
-- another.
CREATE TABLE millrace.job_progress (
    job_id  uuid    NOT NULL,
    worker  integer NOT NULL,
    units   bigint  NOT NULL,
    rejects bigint  NOT NULL,
    PRIMARY KEY (job_id, worker)
) WITH (fillfactor = 50);
COMMENT ON TABLE millrace.job_progress IS
    'How many units and rejects of a job are in: one line for each partition of millrace.batches that brought some.';
COMMENT ON COLUMN millrace.job_progress.worker IS 'The partition of millrace.batches; -1: the ledger as it was counted once.';

INSERT INTO millrace.job_progress (job_id, worker, units, rejects)
SELECT l.job_id, -1, count(*), sum(l.rejects)
  FROM millrace.ledger l JOIN millrace.job j ON j.id = l.job_id
 WHERE j.completed_at IS NULL AND j.stopped IS NULL
 GROUP BY l.job_id;

-- As before, but it sums a few lines of progress instead of the job's whole ledger. The ledger is read once, when all is in,
-- and then decides.
CREATE OR REPLACE FUNCTION millrace.settle(the_job uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    j millrace.job;
    n bigint; good bigint; bad bigint; reached bigint; tiled boolean; digest bytea; last_in timestamptz; reason text;
BEGIN
    SELECT * INTO j FROM millrace.job WHERE id = the_job;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF j.stopped IS NOT NULL THEN
        RETURN j.stopped;
    END IF;
    IF j.completed_at IS NOT NULL THEN
        RETURN 'complete';
    END IF;
    SELECT coalesce(sum(p.units), 0), coalesce(sum(p.rejects), 0) INTO n, bad
      FROM millrace.job_progress p WHERE p.job_id = the_job;
    IF bad > j.max_rejects THEN
        reason := format('%s rows were rejected, maxRejects is %s', bad, j.max_rejects);
    ELSIF j.units IS NULL THEN
        RETURN 'receiving';
    ELSIF n < j.units THEN
        RETURN 'loading';
    END IF;

    -- all is in: from here on one caller at a time
    SELECT * INTO j FROM millrace.job WHERE id = the_job FOR UPDATE;
    IF j.stopped IS NOT NULL THEN
        RETURN j.stopped;
    END IF;
    IF j.completed_at IS NOT NULL THEN
        RETURN 'complete';
    END IF;
    IF reason IS NULL THEN
        SELECT count(*), coalesce(sum(l.rows), 0), coalesce(sum(l.rejects), 0), coalesce(max(l.byte_to), 0),
               coalesce(bool_and(l.unit = l.expected AND l.byte_from = l.reached_before), true),
               sha256(coalesce(string_agg(l.sha256, ''::bytea ORDER BY l.unit), ''::bytea)), max(l.loaded_at)
          INTO n, good, bad, reached, tiled, digest, last_in
          FROM (SELECT *, row_number() OVER w - 1 AS expected, coalesce(lag(byte_to) OVER w, 0) AS reached_before
                  FROM millrace.ledger WHERE job_id = the_job WINDOW w AS (ORDER BY unit)) l;
        IF n <> j.units OR NOT tiled OR reached <> j.bytes OR digest <> j.sha256 THEN
            reason := 'conflict: the units under this key belong to different inputs';
        END IF;
    END IF;
    IF reason IS NOT NULL THEN
        UPDATE millrace.job SET stopped = 'failed', stopped_reason = reason WHERE id = the_job;
        DELETE FROM millrace.parked p WHERE p.job_id = the_job;
        DELETE FROM millrace.job_progress p WHERE p.job_id = the_job;
        RETURN 'failed';
    END IF;
    UPDATE millrace.job SET completed_at = coalesce(last_in, clock_timestamp()), total_rows = good, total_rejects = bad
     WHERE id = the_job;
    DELETE FROM millrace.job_progress p WHERE p.job_id = the_job;
    RETURN 'complete';
END $$;

-- As before; a parked slice below the new position is given up with it.
CREATE OR REPLACE FUNCTION millrace.skip_stream(the_topic_id uuid, the_partition integer, to_offset bigint) RETURNS bigint
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s millrace.stream;
BEGIN
    SELECT * INTO s FROM millrace.stream x WHERE x.topic_id = the_topic_id AND x.partition = the_partition FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF to_offset < s.next_offset AND s.stopped IS NULL THEN
        RAISE EXCEPTION 'partition % of % is at %; going back to % would load records twice',
            the_partition, s.topic, s.next_offset, to_offset
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Only a stopped partition can be moved back.';
    END IF;
    INSERT INTO millrace.stream_skip (topic_id, partition, from_offset, to_offset)
    VALUES (the_topic_id, the_partition, s.next_offset, to_offset);
    DELETE FROM millrace.parked p
     WHERE p.topic_id = the_topic_id AND p.partition = the_partition AND p.from_offset <> skip_stream.to_offset;
    UPDATE millrace.stream x SET next_offset = to_offset, epoch = x.epoch + 1, stopped = NULL, stopped_reason = NULL
     WHERE x.topic_id = the_topic_id AND x.partition = the_partition;
    RETURN s.next_offset;
END $$;

-- A person gives a parked unit up. A slice of an upload becomes one reject that says so; a slice of a stream is skipped; a
-- job whose marker is given up fails, since nobody knows any more when it is complete.
CREATE FUNCTION millrace.discard_parked(the_id uuid) RETURNS boolean
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p millrace.parked;
    reason text;
BEGIN
    DELETE FROM millrace.parked x WHERE x.id = the_id RETURNING * INTO p;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    reason := format('the unit was discarded by %s; it was parked: %s', session_user, p.cause);
    IF p.topic_id IS NOT NULL THEN
        PERFORM millrace.skip_stream(p.topic_id, p.partition, p.to_offset)
           FROM millrace.stream s
          WHERE s.topic_id = p.topic_id AND s.partition = p.partition AND s.next_offset < p.to_offset;
    ELSIF p.unit IS NOT NULL THEN
        INSERT INTO millrace.ledger (job_id, unit, byte_from, byte_to, sha256, rows, rejects)
        VALUES (p.job_id, p.unit, p.byte_from, p.byte_to, p.sha256, 0, 1) ON CONFLICT DO NOTHING;
        IF FOUND THEN
            INSERT INTO millrace.reject (job_id, unit, line, byte_offset, byte_length, column_name, reason, raw)
            VALUES (p.job_id, p.unit, 0, p.byte_from, p.byte_to - p.byte_from, '', reason, '');
            INSERT INTO millrace.job_progress AS o (job_id, worker, units, rejects) VALUES (p.job_id, -1, 1, 1)
            ON CONFLICT (job_id, worker) DO UPDATE SET units = o.units + 1, rejects = o.rejects + 1;
            PERFORM millrace.settle(p.job_id);
        END IF;
    ELSIF p.job_id IS NOT NULL THEN
        UPDATE millrace.job SET stopped = 'failed', stopped_reason = reason
         WHERE id = p.job_id AND stopped IS NULL AND completed_at IS NULL;
        DELETE FROM millrace.parked x WHERE x.job_id = p.job_id;
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION millrace.discard_parked IS 'Gives a parked unit up for good; false when there is none of that id.';

-- As before; a job of which units are parked needs attention, and says why.
CREATE OR REPLACE VIEW millrace.upload AS
SELECT j.id, j.dataset, j.dataset_version, j.source_name, j.idempotency_key, j.cut, j.dry_run, j.max_rejects,
       CASE WHEN j.stopped IS NOT NULL THEN j.stopped
            WHEN j.completed_at IS NOT NULL AND j.total_rejects > 0 THEN 'complete_with_rejects'
            WHEN j.completed_at IS NOT NULL THEN 'complete'
            WHEN p.units > 0 THEN 'attention'
            WHEN j.units IS NULL THEN 'receiving'
            ELSE 'loading' END AS state,
       coalesce(j.stopped_reason, CASE WHEN j.completed_at IS NULL THEN p.reason END) AS reason,
       j.units AS units_received, l.units AS units_loaded,
       l.rows AS rows_loaded, l.rejects AS rows_rejected, l.duplicates AS rows_duplicate,
       j.bytes, j.wire_bytes, l.bytes AS bytes_loaded, j.sha256,
       j.started_at, j.received_at, j.completed_at,
       p.units AS units_parked
  FROM millrace.job j
 CROSS JOIN LATERAL (
       SELECT count(*) AS units, coalesce(sum(rows), 0)::bigint AS rows, coalesce(sum(rejects), 0)::bigint AS rejects,
              coalesce(sum((rows + rejects)::bigint * repeats), 0)::bigint AS duplicates,
              coalesce(sum(byte_to - byte_from), 0)::bigint AS bytes
         FROM millrace.ledger WHERE job_id = j.id) l
 CROSS JOIN LATERAL (
       SELECT count(*) AS units, min(format('%s; %s', cause, remedy)) AS reason
         FROM millrace.parked WHERE job_id = j.id) p;
