package io.millrace.migration.shape;

/** What the catalog is asked about objects that name a table from outside; {@code :oid} is its oid. */
final class DependentSql {
    private DependentSql() {}

    /**
     * Views by CREATE OR REPLACE, which keeps their owner, privileges, rules, triggers and whatever hangs on them in turn;
     * functions with a body of SQL the same; policies of other tables by ALTER POLICY.
     */
    static final String DEPENDENTS = """
            SELECT 'view ' || v.oid::regclass AS object, pg_get_userbyid(v.relowner)::text AS owner,
                   pg_has_role(v.relowner, 'USAGE') AS ownable,
                   format('CREATE OR REPLACE VIEW %s%s AS %s', v.oid::regclass,
                          ' WITH (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid)) AS statement,
                   bool_or(d.refclassid = 'pg_constraint'::regclass) AS by_key
              FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
              JOIN pg_class v ON v.oid = r.ev_class AND v.relkind = 'v'
             WHERE d.classid = 'pg_rewrite'::regclass
               AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = :oid::oid
                 OR d.refclassid = 'pg_constraint'::regclass
                    AND d.refobjid IN (SELECT oid FROM pg_constraint WHERE conrelid = :oid::oid))
             GROUP BY v.oid, v.relowner, v.reloptions
            HAVING bool_or(d.refclassid = 'pg_class'::regclass)
             UNION ALL
            SELECT DISTINCT 'function ' || p.oid::regprocedure, pg_get_userbyid(p.proowner)::text,
                   pg_has_role(p.proowner, 'USAGE'), pg_get_functiondef(p.oid), false
              FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid AND p.prokind IN ('f', 'p')
             WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_class'::regclass
               AND d.refobjid = :oid::oid AND d.deptype = 'n'
             UNION ALL
            SELECT DISTINCT format('policy %I of %s', p.polname, p.polrelid::regclass), pg_get_userbyid(c.relowner)::text,
                   pg_has_role(c.relowner, 'USAGE'),
                   format('ALTER POLICY %I ON %s%s%s', p.polname, p.polrelid::regclass,
                          ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                          ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'), false
              FROM pg_depend d JOIN pg_policy p ON p.oid = d.objid JOIN pg_class c ON c.oid = p.polrelid
             WHERE d.classid = 'pg_policy'::regclass AND d.refclassid = 'pg_class'::regclass
               AND d.refobjid = :oid::oid AND p.polrelid <> :oid::oid
             ORDER BY 1
            """;

    /** Whatever is found here stands in the way of every migration. */
    static final String OBSTACLES = """
            WITH t AS (SELECT * FROM pg_class WHERE oid = :oid::oid),
                 uses AS (SELECT DISTINCT d.classid, d.objid, pg_describe_object(d.classid, d.objid, 0) AS object, d.deptype
                            FROM pg_depend d, t
                           WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid)
            SELECT 'table ' || t.oid::regclass AS object, x.reason, x.remedy
              FROM t, LATERAL (VALUES
                   (relpersistence = 'u', 'it is unlogged, which a partitioned table cannot be', 'ALTER TABLE … SET LOGGED first'),
                   (relpersistence = 't', 'it is temporary', 'only lasting tables can be migrated'),
                   (relispartition, 'it is a partition itself', 'migrate its parent'),
                   (reloftype <> 0, 'it is a table of a composite type', 'ALTER TABLE … NOT OF first'),
                   (relkind = 'r' AND relam <> (SELECT oid FROM pg_am WHERE amname = 'heap'),
                    'its access method is not heap', 'ALTER TABLE … SET ACCESS METHOD heap first'),
                   (NOT pg_has_role(relowner, 'USAGE'),
                    format('role %I does not own it and is no member of its owner %I', current_user, pg_get_userbyid(relowner)),
                    format('GRANT %I TO %I', pg_get_userbyid(relowner), current_user)),
                   (NOT has_schema_privilege(relnamespace, 'CREATE') OR NOT has_schema_privilege(relowner, relnamespace, 'CREATE'),
                    format('role %I and owner %I must both be able to create in schema %I',
                           current_user, pg_get_userbyid(relowner), relnamespace::regnamespace::text),
                    format('GRANT CREATE ON SCHEMA %s TO %I, %I', relnamespace::regnamespace, current_user, pg_get_userbyid(relowner))),
                   (EXISTS (SELECT FROM pg_subscription_rel WHERE srrelid = t.oid),
                    'a subscription of logical replication writes into it', 'drop it from the subscription first'),
                   (EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = t.oid AND deptype = 'e'),
                    'it belongs to an extension', 'ALTER EXTENSION … DROP TABLE first'),
                   (EXISTS (SELECT FROM pg_seclabel WHERE classoid = 'pg_class'::regclass AND objoid = t.oid),
                    'it has a security label, which the new table would lack', 'SECURITY LABEL … IS NULL first'),
                   (NOT relispartition AND EXISTS (SELECT FROM pg_inherits WHERE inhrelid = t.oid),
                    'it inherits from another table', 'ALTER TABLE … NO INHERIT first'),
                   (relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = t.oid),
                    'other tables inherit from it', 'ALTER TABLE … NO INHERIT on them first')) AS x (found, reason, remedy)
             WHERE x.found
             UNION ALL
            SELECT format('constraint %I of %s', k.conname, k.conrelid::regclass), x.reason, x.remedy
              FROM pg_constraint k, t, LATERAL (VALUES
                   (k.conrelid = t.oid AND to_jsonb(k) ->> 'conperiod' = 'true', 'it is a temporal key', 'drop it first'),
                   (to_jsonb(k) ->> 'conenforced' = 'false', 'it is not enforced', 'drop it first'),
                   (k.confrelid = t.oid AND NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = k.conrelid), 'USAGE'),
                    format('role %I does not own the table', current_user), 'become a member of its owner')) AS x (found, reason, remedy)
             WHERE t.oid IN (k.conrelid, k.confrelid) AND k.conparentid = 0 AND x.found
             UNION ALL
            SELECT CASE v.relkind WHEN 'm' THEN 'materialized view ' || v.oid::regclass ELSE u.object END,
                   'it would go on reading the old table', 'drop it, and create it again afterwards'
              FROM uses u JOIN pg_rewrite r ON u.classid = 'pg_rewrite'::regclass AND r.oid = u.objid
              JOIN pg_class v ON v.oid = r.ev_class
             WHERE v.relkind <> 'v'
             UNION ALL
            SELECT pg_describe_object(d.classid, d.objid, d.objsubid), 'it uses the row type of the table',
                   'drop it, and create it again afterwards'
              FROM pg_depend d, t JOIN pg_type y ON y.oid = t.reltype
             WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid IN (y.oid, y.typarray) AND d.deptype IN ('n', 'a')
               AND NOT (d.classid = 'pg_class'::regclass AND d.objid = t.oid)
             UNION ALL
            SELECT u.object, 'it depends on the table in a way that cannot be carried over', 'drop it, and create it again afterwards'
              FROM uses u
             WHERE u.classid NOT IN ('pg_rewrite'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass, 'pg_attrdef'::regclass,
                                     'pg_constraint'::regclass, 'pg_class'::regclass, 'pg_trigger'::regclass,
                                     'pg_statistic_ext'::regclass, 'pg_publication_rel'::regclass, 'pg_type'::regclass)
             ORDER BY 1, 2
            """;
}
