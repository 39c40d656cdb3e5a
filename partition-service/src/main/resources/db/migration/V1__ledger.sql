-- The ledger and its neighbours. The loader writes a unit's ledger line in the transaction that writes its rows.

CREATE TABLE millrace.dataset (
    name       text        NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    definition jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    PRIMARY KEY (name, version)
);
COMMENT ON TABLE millrace.dataset IS 'Every version of every dataset document, as published on millrace.datasets.';

CREATE TABLE millrace.job (
    id              uuid        PRIMARY KEY,
    dataset         text        NOT NULL,
    dataset_version integer     NOT NULL,
    source_name     text        NOT NULL,
    idempotency_key text        NOT NULL,
    cut             bytea       NOT NULL,
    dry_run         boolean     NOT NULL,
    max_rejects     bigint,
    started_at      timestamptz NOT NULL,
    -- from the end marker
    units           integer,
    bytes           bigint,
    wire_bytes      bigint,
    sha256          bytea,
    received_at     timestamptz,
    -- abort or failure
    stopped         text        CHECK (stopped IN ('aborted', 'failed')),
    stopped_reason  text,
    -- all units are in and add up; written once by millrace.settle
    completed_at    timestamptz,
    total_rows      bigint,
    total_rejects   bigint
);
CREATE INDEX job_by_dataset ON millrace.job (dataset, started_at DESC);
COMMENT ON TABLE millrace.job IS 'One line for each upload or extract. Its state is derived: see millrace.upload.';

CREATE TABLE millrace.ledger (
    job_id    uuid        NOT NULL,
    unit      integer     NOT NULL,
    byte_from bigint      NOT NULL,
    byte_to   bigint      NOT NULL,
    sha256    bytea       NOT NULL,
    rows      integer     NOT NULL,
    rejects   integer     NOT NULL,
    repeats   integer     NOT NULL DEFAULT 0,
    loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (job_id, unit)
);
COMMENT ON TABLE millrace.ledger IS 'The work units that are in. A unit found here is never loaded again.';
COMMENT ON COLUMN millrace.ledger.repeats IS 'How often the unit came again and was dropped.';

CREATE TABLE millrace.reject (
    job_id      uuid    NOT NULL,
    unit        integer NOT NULL,
    line        bigint  NOT NULL,
    byte_offset bigint  NOT NULL,
    byte_length bigint  NOT NULL,
    column_name text    NOT NULL,
    reason      text    NOT NULL,
    raw         bytea   NOT NULL
);
CREATE INDEX reject_by_place ON millrace.reject (job_id, byte_offset);
COMMENT ON COLUMN millrace.reject.raw IS 'The record as received, cut at 64 KiB; bytes, because it may hold anything.';

-- Ends a job's story when all of its units are in: they must be numbered without a hole, tile the input from byte 0 to
-- the end marker's length and hash to the end marker's hash. Anything else under a complete count is a conflict: two
-- inputs came under one key. Called after each of the loader's commits, so that the last committer sees every line; while
-- units are missing it costs a count and takes no lock.
CREATE FUNCTION millrace.settle(the_job uuid) RETURNS text LANGUAGE plpgsql AS $$
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
    IF j.max_rejects IS NOT NULL THEN
        SELECT coalesce(sum(l.rejects), 0) INTO bad FROM millrace.ledger l WHERE l.job_id = the_job;
        IF bad > j.max_rejects THEN
            reason := format('%s rows were rejected, maxRejects is %s', bad, j.max_rejects);
        END IF;
    END IF;
    IF reason IS NULL THEN
        IF j.units IS NULL THEN
            RETURN 'receiving';
        END IF;
        SELECT count(*) INTO n FROM millrace.ledger l WHERE l.job_id = the_job;
        IF n < j.units THEN
            RETURN 'loading';
        END IF;
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
        IF n > j.units OR NOT tiled OR reached <> j.bytes OR digest <> j.sha256 THEN
            reason := 'conflict: the units under this key belong to different inputs';
        END IF;
    END IF;
    IF reason IS NOT NULL THEN
        UPDATE millrace.job SET stopped = 'failed', stopped_reason = reason WHERE id = the_job;
        RETURN 'failed';
    END IF;
    UPDATE millrace.job SET completed_at = coalesce(last_in, clock_timestamp()), total_rows = good, total_rejects = bad
     WHERE id = the_job;
    RETURN 'complete';
END $$;

-- What the status API tells. Totals of an unfinished job are summed from its ledger lines as they stand.
CREATE VIEW millrace.upload AS
SELECT j.id, j.dataset, j.dataset_version, j.source_name, j.idempotency_key, j.cut, j.dry_run, j.max_rejects,
       CASE WHEN j.stopped IS NOT NULL THEN j.stopped
            WHEN j.completed_at IS NOT NULL AND j.total_rejects > 0 THEN 'complete_with_rejects'
            WHEN j.completed_at IS NOT NULL THEN 'complete'
            WHEN j.units IS NULL THEN 'receiving'
            ELSE 'loading' END AS state,
       j.stopped_reason AS reason,
       j.units AS units_received, l.units AS units_loaded,
       l.rows AS rows_loaded, l.rejects AS rows_rejected, l.duplicates AS rows_duplicate,
       j.bytes, j.wire_bytes, l.bytes AS bytes_loaded, j.sha256,
       j.started_at, j.received_at, j.completed_at
  FROM millrace.job j
 CROSS JOIN LATERAL (
       SELECT count(*) AS units, coalesce(sum(rows), 0)::bigint AS rows, coalesce(sum(rejects), 0)::bigint AS rejects,
              coalesce(sum((rows + rejects)::bigint * repeats), 0)::bigint AS duplicates,
              coalesce(sum(byte_to - byte_from), 0)::bigint AS bytes
         FROM millrace.ledger WHERE job_id = j.id) l;
