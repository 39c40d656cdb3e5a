package io.millrace.partition.shape;

import io.millrace.partition.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the catalog tells of a table and all around it, as lines of text: an oracle that shares no query with the reader. */
public final class CatalogText {
    private static final List<String> QUERIES =
            List.of("""
            SELECT format('column %s %s %s default %s identity %s generated %s storage %s stats %s comment %s acl %s',
                   attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid), attidentity,
                   attgenerated, attstorage, nullif(attstattarget, -1), col_description(attrelid, attnum),
                   (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(attacl) a))
              FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
             WHERE attrelid = ?::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """, """
            SELECT format('table owner %s acl %s rls %s %s replica %s comment %s', relowner::regrole,
                   (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(relacl) a),
                   relrowsecurity, relforcerowsecurity, relreplident, obj_description(oid))
              FROM pg_class WHERE oid = ?::text::regclass
            """, """
            SELECT format('constraint %s %s %s %s', conname, pg_get_constraintdef(oid), convalidated, obj_description(oid, 'pg_constraint'))
              FROM pg_constraint WHERE conrelid = ?::text::regclass AND contype <> 'n' ORDER BY conname
            """, """
            SELECT format('referenced by %s %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
              FROM pg_constraint WHERE confrelid = ?::text::regclass AND conparentid = 0 ORDER BY 1
            """, """
            SELECT format('index %s %s %s %s', indexrelid::regclass, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON '),
                   indisvalid, obj_description(indexrelid))
              FROM pg_index WHERE indrelid = ?::text::regclass ORDER BY 1
            """, """
            SELECT format('trigger %s %s %s', pg_get_triggerdef(oid), tgenabled, obj_description(oid)) FROM pg_trigger
             WHERE tgrelid = ?::text::regclass AND NOT tgisinternal ORDER BY tgname
            """, """
            SELECT format('policy %s %s', p, obj_description(y.oid)) FROM pg_policies p
              JOIN pg_policy y ON y.polname = p.policyname AND y.polrelid = format('%I.%I', p.schemaname, p.tablename)::regclass
             WHERE format('%I.%I', p.schemaname, p.tablename)::regclass = ?::text::regclass ORDER BY p.policyname
            """, """
            SELECT DISTINCT format('view %s %s %s %s', c.oid::regclass, pg_get_viewdef(c.oid), c.reloptions, c.relacl)
              FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = r.ev_class
             WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = ?::text::regclass ORDER BY 1
            """, """
            SELECT DISTINCT format('function %s %s', p.oid::regprocedure, pg_get_functiondef(p.oid)) FROM pg_depend d
              JOIN pg_proc p ON p.oid = d.objid
             WHERE d.classid = 'pg_proc'::regclass AND d.refobjid = ?::text::regclass ORDER BY 1
            """, """
            SELECT DISTINCT format('policy elsewhere %s %s', polrelid::regclass, pg_get_expr(polqual, polrelid)) FROM pg_depend d
              JOIN pg_policy p ON p.oid = d.objid
             WHERE d.classid = 'pg_policy'::regclass AND d.refobjid = ?::text::regclass ORDER BY 1
            """, """
            SELECT format('statistics %s %s %s', pg_get_statisticsobjdef(oid), stxowner::regrole, obj_description(oid))
              FROM pg_statistic_ext WHERE stxrelid = ?::text::regclass ORDER BY 1
            """, """
            SELECT format('publication %s %s %s', pubname, prattrs, pg_get_expr(prqual, prrelid)) FROM pg_publication_rel
              JOIN pg_publication p ON p.oid = prpubid WHERE prrelid = ?::text::regclass ORDER BY 1
            """, """
            SELECT format('sequence %s of %s %s', d.objid::regclass, a.attname, d.deptype) FROM pg_depend d
              JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
              JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE d.refobjid = ?::text::regclass ORDER BY 1
            """);

    private CatalogText() {}

    public static List<String> of(String table) {
        List<String> lines = new ArrayList<>();
        try (Connection connection = Servers.connect()) {
            Servers.query(connection, "SELECT set_config('search_path', 'pg_catalog', false)");
            for (String query : QUERIES) {
                lines.addAll(Servers.query(connection, query, table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return lines;
    }
}
