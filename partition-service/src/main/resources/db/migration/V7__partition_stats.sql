-- What partition sets weighed, and when: how they grow.

CREATE TABLE millrace.partition_stats (
    schema_name   text        NOT NULL,
    table_name    text        NOT NULL,
    taken_at      timestamptz NOT NULL,
    partitions    integer     NOT NULL,
    rows          bigint      NOT NULL,
    bytes         bigint      NOT NULL,
    largest_rows  bigint      NOT NULL,
    largest_bytes bigint      NOT NULL,
    oldest        timestamptz,
    newest        timestamptz,
    PRIMARY KEY (schema_name, table_name, taken_at)
);
COMMENT ON TABLE millrace.partition_stats IS 'One line for each partition set and hour, kept for millrace.partition.stats.keep.';
COMMENT ON COLUMN millrace.partition_stats.rows IS 'An estimate, as of the last ANALYZE or VACUUM of each partition.';
COMMENT ON COLUMN millrace.partition_stats.bytes IS 'On disk, with indexes and large values.';
COMMENT ON COLUMN millrace.partition_stats.oldest IS 'The lower bound of the oldest partition; -infinity when it has none.';
COMMENT ON COLUMN millrace.partition_stats.newest IS 'The upper bound of the newest partition; infinity when it has none.';

CREATE INDEX ON millrace.partition_stats (taken_at);
