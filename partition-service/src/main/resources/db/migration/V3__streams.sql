-- Streams: the partitions of the topics that producers write to. What is in is one number, the position up to which
-- everything is a row, a reject, or skipped by a person.

CREATE TABLE millrace.stream (
    topic_id    uuid        NOT NULL,
    partition   integer     NOT NULL CHECK (partition >= 0),
    topic       text        NOT NULL,
    dataset     text        NOT NULL,
    next_offset bigint      NOT NULL CHECK (next_offset >= 0),
    epoch       integer     NOT NULL DEFAULT 0,
    rows        bigint      NOT NULL DEFAULT 0,
    rejects     bigint      NOT NULL DEFAULT 0,
    newest_at   timestamptz,
    loaded_at   timestamptz,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    replaced_at timestamptz,
    stopped     text        CHECK (stopped IN ('out_of_range')),
    stopped_reason text,
    PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 50);
CREATE INDEX stream_by_dataset ON millrace.stream (dataset);
COMMENT ON TABLE millrace.stream IS 'The ledger of streams: one line for each partition of each topic of records.';
COMMENT ON COLUMN millrace.stream.next_offset IS 'The consumer position up to which everything is in. Advances in the transaction that writes the rows.';
COMMENT ON COLUMN millrace.stream.epoch IS 'Changes whenever the position is to be read again: a new reader, a gap, a skip.';
COMMENT ON COLUMN millrace.stream.newest_at IS 'The timestamp of the newest record that is in.';
COMMENT ON COLUMN millrace.stream.replaced_at IS 'Since when another topic id has the topic''s name.';
COMMENT ON COLUMN millrace.stream.stopped IS 'out_of_range: the topic no longer has, or never had, the next offset. A person has to skip.';

CREATE TABLE millrace.record_reject (
    topic_id      uuid        NOT NULL,
    partition     integer     NOT NULL,
    record_offset bigint      NOT NULL,
    column_name   text        NOT NULL,
    reason        text        NOT NULL,
    raw           bytea       NOT NULL,
    raw_length    bigint      NOT NULL,
    rejected_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic_id, partition, record_offset)
);
COMMENT ON COLUMN millrace.record_reject.raw IS 'The record''s value as received, cut at 64 KiB.';

CREATE TABLE millrace.stream_skip (
    topic_id    uuid        NOT NULL,
    partition   integer     NOT NULL,
    from_offset bigint      NOT NULL,
    to_offset   bigint      NOT NULL,
    skipped_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    skipped_by  text        NOT NULL DEFAULT session_user
);
COMMENT ON TABLE millrace.stream_skip IS 'Every position that a person moved, and from where.';

-- A reader takes a stream over: the line is made at its first time, and from now on older readers are told by their
-- epoch. A line of the same topic and partition under another topic id is marked as replaced. The answer is where to read.
CREATE FUNCTION millrace.open_stream(
    the_topic_id uuid, the_partition integer, the_topic text, the_dataset text, first_offset bigint,
    OUT next_offset bigint, OUT epoch integer, OUT replaces boolean)
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE millrace.stream s SET replaced_at = clock_timestamp()
     WHERE s.topic = the_topic AND s.partition = the_partition AND s.topic_id <> the_topic_id AND s.replaced_at IS NULL;
    replaces := FOUND;
    INSERT INTO millrace.stream AS s (topic_id, partition, topic, dataset, next_offset)
    VALUES (the_topic_id, the_partition, the_topic, the_dataset, first_offset)
    ON CONFLICT (topic_id, partition) DO UPDATE
       SET epoch = s.epoch + 1, dataset = excluded.dataset, stopped = NULL, stopped_reason = NULL, replaced_at = NULL
    RETURNING s.next_offset, s.epoch INTO next_offset, epoch;
END $$;
COMMENT ON FUNCTION millrace.open_stream IS
    'Makes the caller the reader of a partition of a topic of records; where it is to read from.';

-- Moves a position by the will of a person. Backwards only out of a position that the topic does not have: everything
-- else would load records twice.
CREATE FUNCTION millrace.skip_stream(the_topic_id uuid, the_partition integer, to_offset bigint) RETURNS bigint
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
    UPDATE millrace.stream x SET next_offset = to_offset, epoch = x.epoch + 1, stopped = NULL, stopped_reason = NULL
     WHERE x.topic_id = the_topic_id AND x.partition = the_partition;
    RETURN s.next_offset;
END $$;
COMMENT ON FUNCTION millrace.skip_stream IS
    'Moves a stream to another offset and records it; the offset it was at. NULL when there is no such stream.';
