package io.millrace.migration.shape;

/**
 * What the catalog is asked about a table; {@code :oid} is its oid. Each runs on PostgreSQL 15 too: columns that only later
 * releases have are read through {@code to_jsonb}.
 */
final class ShapeSql {
    private ShapeSql() {}

    /** {@code :table} is the name. */
    static final String TABLE = """
            SELECT c.oid::bigint AS oid, c.relkind = 'p' AS partitioned,
                   current_setting('server_version_num')::int AS server_version,
                   pg_get_userbyid(c.relowner)::text AS owner,
                   c.relacl IS NULL OR (SELECT count(*) FROM aclexplode(c.relacl) a WHERE a.grantee = c.relowner)
                     = (SELECT count(*) FROM aclexplode(acldefault('r', c.relowner)) a WHERE a.grantee = c.relowner)
                       AS own_privileges,
                   ARRAY(SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
                           FROM pg_default_acl d, aclexplode(d.defaclacl) a
                          WHERE d.defaclobjtype = 'r' AND d.defaclrole = current_user::regrole
                            AND d.defaclnamespace IN (0, c.relnamespace) AND a.grantee <> d.defaclrole) AS grantees,
                   obj_description(c.oid, 'pg_class') AS comment,
                   (SELECT spcname::text FROM pg_tablespace s WHERE s.oid = c.reltablespace) AS tablespace,
                   coalesce(c.reloptions, '{}') AS options,
                   c.relrowsecurity AS row_security, c.relforcerowsecurity AS forced,
                   row_security_active(c.oid) AS hidden, c.relreplident::text AS identity
              FROM pg_class c WHERE c.oid = to_regclass(:table) AND c.relkind IN ('r', 'p')
            """;

    static final String COLUMNS = """
            SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
                   a.attgenerated <> '' AS generated,
                   CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity,
                   s.nspname AS sequence_schema, s.relname AS sequence_name,
                   nullif(a.attstattarget, -1)::int AS target, coalesce(a.attoptions, '{}') AS options
              FROM pg_attribute a
              LEFT JOIN LATERAL (
                   SELECT n.nspname::text, q.relname::text
                     FROM pg_depend d JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S'
                     JOIN pg_namespace n ON n.oid = q.relnamespace
                    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                      AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')
                    ORDER BY d.deptype DESC, q.relname LIMIT 1) s ON true
             WHERE a.attrelid = :oid::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """;
    static final String GRANTS = """
            SELECT g.column_name, a.privilege_type AS privilege,
                   CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee,
                   a.is_grantable AS grantable
              FROM (SELECT NULL::text AS column_name, 0 AS attnum, relacl AS acl, relowner
                      FROM pg_class WHERE oid = :oid::oid
                     UNION ALL
                    SELECT attname::text, attnum, attacl, c.relowner
                      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                     WHERE attrelid = :oid::oid AND attnum > 0 AND NOT attisdropped) g,
                   aclexplode(g.acl) a
             WHERE g.column_name IS NOT NULL OR a.grantee <> g.relowner OR (
                   SELECT count(*) FROM aclexplode(g.acl) o WHERE o.grantee = g.relowner)
                 <> (SELECT count(*) FROM aclexplode(acldefault('r', g.relowner)) o WHERE o.grantee = g.relowner)
             ORDER BY g.attnum, 3, 2
            """;
    static final String CHECKS = """
            SELECT conname::text AS name, pg_get_constraintdef(oid) AS definition, convalidated AS validated,
                   NOT connoinherit AS inherited
              FROM pg_constraint WHERE conrelid = :oid::oid AND contype = 'c' AND conname NOT IN ('millrace_attach', 'millrace_bounds')
             ORDER BY conname
            """;
    static final String INDEXES = """
            SELECT c.relname::text AS name, i.indisunique AS is_unique, k.contype::text AS type,
                   substr(pg_get_indexdef(c.oid), 1 + length(format('CREATE %sINDEX %I ON %s%s ',
                        CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, c.relname,
                        CASE c.relkind WHEN 'I' THEN 'ONLY ' ELSE '' END, i.indrelid::regclass))) AS definition,
                   pg_get_constraintdef(k.oid) AS constraint_definition,
                   ARRAY(SELECT coalesce(a.attname::text, '') FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS x (attnum, place)
                           LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = x.attnum
                          WHERE x.place <= i.indnkeyatts ORDER BY x.place) AS columns,
                   i.indisvalid AS valid, i.indisclustered AS clustered, i.indisreplident AS identity,
                   coalesce(obj_description(k.oid, 'pg_constraint'), obj_description(c.oid, 'pg_class')) AS comment
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              LEFT JOIN pg_constraint k ON k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
             WHERE i.indrelid = :oid::oid AND c.relname NOT LIKE 'millrace\\_key\\_%'
             ORDER BY c.relname
            """;
    static final String FOREIGN_KEYS = """
            SELECT k.conname::text AS name, fn.nspname::text AS from_schema, f.relname::text AS from_name,
                   tn.nspname::text AS to_schema, t.relname::text AS to_name, pg_get_constraintdef(k.oid) AS definition,
                   ARRAY(SELECT a.attname::text FROM unnest(k.confkey) AS x (attnum) JOIN pg_attribute a
                            ON a.attrelid = k.confrelid AND a.attnum = x.attnum ORDER BY 1) AS referenced,
                   k.convalidated AS validated, f.relkind = 'p' AS partitioned,
                   obj_description(k.oid, 'pg_constraint') AS comment
              FROM pg_constraint k
              JOIN pg_class f ON f.oid = k.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
              JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
             WHERE k.contype = 'f' AND :oid::oid IN (k.conrelid, k.confrelid) AND k.conparentid = 0
             ORDER BY 2, 3, 1
            """;
    static final String TRIGGERS = """
            SELECT g.tgname::text AS name, pg_get_triggerdef(g.oid) AS definition, g.tgtype::int & 1 = 1 AS row,
                   g.tgoldtable IS NOT NULL OR g.tgnewtable IS NOT NULL AS transitions, g.tgenabled::text AS enabled,
                   obj_description(g.oid, 'pg_trigger') AS comment
              FROM pg_trigger g
             WHERE g.tgrelid = :oid::oid AND NOT g.tgisinternal AND g.tgname NOT LIKE 'millrace\\_migration\\_%'
             ORDER BY g.tgname
            """;
    static final String POLICIES = """
            SELECT p.polname::text AS name,
                   format('AS %s FOR %s TO %s%s%s', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                          CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                               WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                          (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE r::regrole::text END, ', ' ORDER BY r)
                             FROM unnest(p.polroles) AS r),
                          ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                          ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS definition,
                   obj_description(p.oid, 'pg_policy') AS comment
              FROM pg_policy p WHERE p.polrelid = :oid::oid ORDER BY p.polname
            """;
    static final String PUBLICATIONS = """
            SELECT p.pubname::text AS name, p.pubviaroot AS via_root,
                   coalesce((SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')'
                               FROM unnest(r.prattrs::int2[]) AS x (attnum)
                               JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = x.attnum), '')
                     || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '') AS suffix
              FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
             WHERE r.prrelid = :oid::oid ORDER BY p.pubname
            """;
    static final String STATISTICS = """
            SELECT n.nspname::text AS schema, s.stxname::text AS name, pg_get_userbyid(s.stxowner)::text AS owner, pg_get_statisticsobjdef(s.oid) AS definition,
                   nullif(s.stxstattarget, -1)::int AS target, obj_description(s.oid, 'pg_statistic_ext') AS comment
              FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
             WHERE s.stxrelid = :oid::oid ORDER BY n.nspname, s.stxname
            """;
}
