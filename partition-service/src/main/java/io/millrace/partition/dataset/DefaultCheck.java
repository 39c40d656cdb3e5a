package io.millrace.partition.dataset;

import io.millrace.contract.dataset.Column;
import io.millrace.contract.dataset.Dataset;
import io.millrace.contract.dataset.TimeFormat;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.DateTimeException;

/**
 * Whether the literal defaults of a definition are values of their columns' types. Found out when the definition comes, not
 * by the first upload; PostgreSQL is asked, because its reading is the one that counts.
 */
final class DefaultCheck {
    private static final String DATA_EXCEPTION = "22";

    private DefaultCheck() {}

    /** @throws io.millrace.edge.problem.ProblemException 422 naming the column whose default is none */
    static void check(SqlClient client, Dataset dataset) {
        for (int i = 0; i < dataset.columns().size(); i++) {
            Column column = dataset.columns().get(i);
            String literal = column.defaultValue();
            if (literal == null || literal.equals(Column.NOW)) {
                continue;
            }
            if (!isValue(client, column, literal)) {
                throw DatasetProblems.invalid(
                        "columns[%d].default".formatted(i),
                        "'%s' is no %s; write it as the input would".formatted(literal, column.type()));
            }
        }
    }

    private static boolean isValue(SqlClient client, Column column, String literal) {
        if (!column.type().kind().isTime()) {
            return casts(client, column, literal);
        }
        return switch (column.timeFormat()) {
            case TimeFormat.Iso iso -> casts(client, column, literal);
            case TimeFormat.Epoch epoch -> literal.matches("-?\\d{1,19}(\\.\\d+)?");
            case TimeFormat.Named named -> {
                try {
                    named.formatter().parse(literal);
                    yield true;
                } catch (DateTimeException e) {
                    yield false;
                }
            }
        };
    }

    private static boolean casts(SqlClient client, Column column, String literal) {
        try {
            client.preparedQuery("SELECT CAST($1::text AS %s) IS NULL"
                            .formatted(column.type().sql()))
                    .executeAndAwait(Tuple.of(literal));
            return true;
        } catch (PgException e) {
            if (e.getSqlState().startsWith(DATA_EXCEPTION)) {
                return false;
            }
            throw e;
        }
    }
}
