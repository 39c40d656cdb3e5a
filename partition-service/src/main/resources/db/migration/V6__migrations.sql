-- Migrations: tables that get partitions, lose them, or get other ones, while they are in use. What a migration moves is
-- read from these tables alone, so that a restarted service goes on where the last one stopped.

CREATE TABLE millrace.migration (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind IN ('copy', 'attach', 'recut', 'undo')),
    schema_name text        NOT NULL,
    table_name  text        NOT NULL,
    request     jsonb       NOT NULL,
    state       text        NOT NULL DEFAULT 'running' CHECK (state IN
        ('running', 'paused', 'failed', 'swapped', 'rolling_back', 'rolled_back', 'cleaning', 'done')),
    step        text,
    epoch       integer     NOT NULL DEFAULT 0,
    rows_total  bigint      NOT NULL DEFAULT 0,
    bytes_total bigint      NOT NULL DEFAULT 0,
    longest_stall_ms bigint NOT NULL DEFAULT 0,
    shape       text,
    swapped_at  timestamptz,
    after_swap  text[],
    error       text,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    step_at     timestamptz,
    finished_at timestamptz
);
-- Two migrations of one table would take each other's work for changes.
CREATE UNIQUE INDEX migration_one_a_table ON millrace.migration (schema_name, table_name)
    WHERE state NOT IN ('rolled_back', 'done');
COMMENT ON TABLE millrace.migration IS 'One line for each migration of a table.';
COMMENT ON COLUMN millrace.migration.request IS 'What was asked for, as POST /v1/migrations takes it.';
COMMENT ON COLUMN millrace.migration.step IS 'The step that is being done, or was done last.';
COMMENT ON COLUMN millrace.migration.epoch IS 'Grows whenever a service takes the migration over; each of its transactions checks it.';
COMMENT ON COLUMN millrace.migration.shape IS 'A hash of all that hung on the table when it began: at the swap it must be the same.';
COMMENT ON COLUMN millrace.migration.swapped_at IS 'When the new table took the place of the old one; written in that transaction, and taken back by a rollback.';
COMMENT ON COLUMN millrace.migration.after_swap IS 'Statements that the new table still needs, such as those that check its foreign keys.';
COMMENT ON COLUMN millrace.migration.rows_total IS 'An estimate made when it began.';
COMMENT ON COLUMN millrace.migration.longest_stall_ms IS 'The longest that anybody can have waited for a lock of the migration.';

CREATE TABLE millrace.migration_source (
    migration_id bigint NOT NULL REFERENCES millrace.migration ON DELETE CASCADE,
    source       oid    NOT NULL,
    blocks       bigint NOT NULL CHECK (blocks >= 0),
    PRIMARY KEY (migration_id, source)
);
COMMENT ON TABLE millrace.migration_source IS 'The tables that a migration copies, each up to the block where it ended when its changes began to be captured.';

CREATE TABLE millrace.migration_range (
    migration_id bigint NOT NULL REFERENCES millrace.migration ON DELETE CASCADE,
    source       oid    NOT NULL,
    from_block   bigint NOT NULL,
    to_block     bigint NOT NULL,
    rows         bigint NOT NULL,
    copied_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (migration_id, source, from_block),
    CHECK (from_block < to_block)
);
COMMENT ON TABLE millrace.migration_range IS 'The blocks [from_block, to_block) are copied. Written in the transaction that copied them.';

CREATE TABLE millrace.migration_check (
    migration_id bigint  NOT NULL REFERENCES millrace.migration ON DELETE CASCADE,
    lower        text    NOT NULL,
    source_rows  bigint  NOT NULL,
    target_rows  bigint  NOT NULL,
    source_sum   numeric NOT NULL,
    target_sum   numeric NOT NULL,
    checked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (migration_id, lower)
);
COMMENT ON TABLE millrace.migration_check IS 'Both sides compared, one line for each range of time: the number of rows and the sum of their hashes.';
COMMENT ON COLUMN millrace.migration_check.lower IS 'The first time of the range; -infinity for what lies before all bounds.';
