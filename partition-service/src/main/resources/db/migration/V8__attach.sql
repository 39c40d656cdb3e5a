-- What the attaching of a table must remember: the way back needs it after the swap.

CREATE TABLE millrace.migration_attach (
    migration_id bigint PRIMARY KEY REFERENCES millrace.migration ON DELETE CASCADE,
    lower_bound  text   NOT NULL,
    upper_bound  text   NOT NULL,
    part_suffix  text   NOT NULL
);
COMMENT ON TABLE millrace.migration_attach IS 'The partition that a table becomes.';
COMMENT ON COLUMN millrace.migration_attach.lower_bound IS 'As a literal of the time column''s type, in UTC.';
COMMENT ON COLUMN millrace.migration_attach.part_suffix IS 'What the names of the partition and of its indexes end with.';

CREATE TABLE millrace.migration_key (
    migration_id          bigint NOT NULL REFERENCES millrace.migration ON DELETE CASCADE,
    name                  text   NOT NULL,
    constraint_definition text,
    definition            text   NOT NULL,
    PRIMARY KEY (migration_id, name)
);
COMMENT ON TABLE millrace.migration_key IS 'Unique indexes as they were before they got the time column.';
COMMENT ON COLUMN millrace.migration_key.constraint_definition IS 'When it was one of a constraint.';
