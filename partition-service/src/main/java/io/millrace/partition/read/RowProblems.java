package io.millrace.partition.read;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.contract.dataset.TableName;
import io.millrace.partition.archive.Archived;
import io.millrace.partition.read.query.RowSource;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What can be wrong with a request for rows. */
final class RowProblems {
    private RowProblems() {}

    /** A parameter that cannot be used; the detail tells why and what would do. */
    static ProblemException parameter(String name, String value, String detail) {
        return Problem.of(400, "invalid-parameter", "Invalid parameter", "%s=%s: %s".formatted(name, value, detail))
                .at(name, value)
                .exception();
    }

    static ProblemException unknownColumn(String parameter, String value, String column, RowSource source) {
        return parameter(
                parameter,
                value,
                "%s has no column '%s'; use one of %s"
                        .formatted(source.table(), column, String.join(", ", source.names())));
    }

    static ProblemException foreignCursor(String cursor) {
        return parameter(
                "cursor",
                cursor,
                "it is of another query; repeat the query that it came from, or begin without a cursor");
    }

    static ProblemException gone(TableName table, String timeColumn) {
        return Problem.of(
                        409,
                        "table-gone",
                        "Table gone",
                        "There is no table %s with a column '%s' any more. Restore it, or delete its dataset."
                                .formatted(table, timeColumn))
                .exception();
    }

    static ProblemException noKey(RowSource source) {
        return Problem.of(
                        409,
                        "no-key",
                        "No key",
                        "%s has neither a primary key nor a unique index, so that no row can be named; use rows?where=column:eq:value, or give the dataset a key"
                                .formatted(source.table()))
                .exception();
    }

    static ProblemException noRow(RowSource source, List<String> values) {
        return Problem.of(
                        404,
                        "unknown-row",
                        "Unknown row",
                        "%s has no row with the key %s = %s"
                                .formatted(source.table(), String.join(", ", source.key()), String.join(", ", values)))
                .exception();
    }

    static ProblemException notAcceptable(List<MediaType> accepted) {
        return Problem.of(
                        406,
                        "not-acceptable",
                        "Not acceptable",
                        "Rows come as application/x-ndjson, text/csv or application/vnd.apache.parquet; accept one of them or name it with format=")
                .at("Accept", accepted.toString())
                .exception();
    }

    static ProblemException notParquet(String reason) {
        return Problem.of(
                        422,
                        "not-parquet",
                        "Not Parquet",
                        "The rows cannot be a Parquet file; take CSV or NDJSON, or leave columns out with columns=. %s"
                                .formatted(reason))
                .exception();
    }

    static ProblemException busy(int atOnce) {
        return Problem.of(
                        503,
                        "too-many-readers",
                        "Too many readers",
                        "%d answers with rows are being given, as many as millrace.partition.rows.at-once allows. Try again."
                                .formatted(atOnce))
                .exception();
    }

    static ProblemException busyWithArchives(int atOnce) {
        return Problem.of(
                        503,
                        "too-many-readers",
                        "Too many readers",
                        "%d answers with archived rows are being given, and no more are at once. Try again."
                                .formatted(atOnce))
                .exception();
    }

    static ProblemException underWay(Archived line) {
        return Problem.of(
                        503,
                        "archive-under-way",
                        "Archive under way",
                        "%s is %s: on its way into the archive, or back from it%s. Try again, or leave its times out with from and to."
                                .formatted(line, line.state(), line.error() == null ? "" : "; " + line.error()))
                .exception();
    }

    static ProblemException archive(Archived line, Exception reason) {
        return Problem.of(
                        502,
                        "archive-unreadable",
                        "Archive unreadable",
                        "The rows of %s cannot be read from the archive at %s: %s"
                                .formatted(line, line.location(), reason.getMessage()))
                .exception();
    }

    static ProblemException slow() {
        return Problem.of(
                        503,
                        "query-too-slow",
                        "Query too slow",
                        "PostgreSQL gave no row in millrace.partition.rows.statement-timeout. Ask for less with from and to, or look at the plan with explain=true.")
                .exception();
    }
}
