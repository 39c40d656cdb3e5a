package io.millrace.partition.attach;

import static io.millrace.contract.dataset.TableName.quote;

import io.millrace.contract.dataset.TableName;
import io.millrace.partition.migrate.MigrationPlan.Refusal;
import io.millrace.partition.migrate.MigrationRequest;
import io.millrace.partition.shape.TableShape;
import io.millrace.partition.shape.Target;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Instant;
import java.util.List;

/** Asks the rows, but not for long: the steps themselves look at all of them. */
final class RowsLook {
    private static final String CANCELED = "57014";
    private static final int LONGEST_MILLIS = 15_000;

    private final SqlConnection client;
    private final MigrationRequest request;
    private final TableShape shape;
    private final List<Refusal> refusals;
    private final List<String> warnings;

    RowsLook(
            SqlConnection client,
            MigrationRequest request,
            TableShape shape,
            List<Refusal> refusals,
            List<String> warnings) {
        this.client = client;
        this.request = request;
        this.shape = shape;
        this.refusals = refusals;
        this.warnings = warnings;
    }

    /** @return what the first partition would hold, as people read it */
    String bounds(Instant now) {
        String column = Attaching.column(request);
        TableShape.Column key = shape.column(column).orElseThrow();
        client.query("SAVEPOINT look").executeAndAwait();
        client.query("SET LOCAL statement_timeout = " + LONGEST_MILLIS).executeAndAwait();
        try {
            Bounds bounds = Bounds.read(client, shape.table(), column, key.type(), request.required(), now);
            free(bounds);
            if (!key.notNull()) {
                nulls(column);
            }
            warnings.add("from the first step on, rows are refused whose %s is before %s, or %s and later"
                    .formatted(column, bounds.lower(), bounds.upper()));
            return "%s from %s to before %s".formatted(column, bounds.lower(), bounds.upper());
        } catch (IllegalStateException infinite) {
            refusals.add(new Refusal("column " + column, "a row has infinity there", "give those rows a time"));
            return "its bounds";
        } catch (PgException e) {
            if (!CANCELED.equals(e.getSqlState())) {
                throw e;
            }
            warnings.add(
                    "finding the oldest and the newest %s takes long; an index on it would help".formatted(column));
            return "from the oldest %s to a week ahead, rounded out".formatted(column);
        } finally {
            client.query("ROLLBACK TO look").executeAndAwait(); // with it the settings
        }
    }

    private void free(Bounds bounds) {
        TableName part = Target.above("", bounds.suffix()).retired(shape.table());
        boolean taken = client.preparedQuery("SELECT FROM pg_class WHERE oid = to_regclass($1)")
                        .executeAndAwait(Tuple.of(part.sql()))
                        .rowCount()
                > 0;
        if (taken) {
            refusals.add(new Refusal("table " + part, "the old table will need that name", "rename it first"));
        }
    }

    private void nulls(String column) {
        String sql = "SELECT FROM ONLY %s WHERE %s IS NULL LIMIT 1"
                .formatted(shape.table().sql(), quote(column));
        if (client.query(sql).executeAndAwait().rowCount() > 0) {
            refusals.add(new Refusal(
                    "column " + column,
                    "rows have NULL there, which no partition holds",
                    "give those rows a time, or delete them"));
        } else {
            warnings.add("column %s becomes NOT NULL".formatted(column));
        }
    }
}
