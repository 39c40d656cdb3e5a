package io.millrace.partition.rows;

import io.millrace.api.Problem;
import io.millrace.api.ProblemException;
import io.millrace.archive.log.Archived;
import io.millrace.postgres.ServerError;
import io.millrace.rows.query.RowSource;
import io.millrace.rows.session.RowsException;
import io.millrace.rows.session.RowsException.ArchiveUnderWay;
import io.millrace.rows.session.RowsException.ArchiveUnreadable;
import io.millrace.rows.session.RowsException.ForeignCursor;
import io.millrace.rows.session.RowsException.NotParquet;
import io.millrace.rows.session.RowsException.TableGone;
import io.millrace.rows.session.RowsException.TooManyArchiveReaders;
import io.millrace.rows.session.RowsException.TooManyReaders;
import io.millrace.rows.session.RowsException.TooSlow;
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

    /** What the reading itself refuses. */
    static ProblemException of(RowsException e) {
        return switch (e.reason()) {
            case TooManyReaders reason ->
                tooManyReaders(
                        "%d answers with rows are being given, as many as millrace.partition.rows.at-once allows. Try again.",
                        reason.atOnce());
            case TooManyArchiveReaders reason ->
                tooManyReaders(
                        "%d answers with archived rows are being given, and no more are at once. Try again.",
                        reason.atOnce());
            case ForeignCursor reason ->
                parameter(
                        "cursor",
                        reason.token(),
                        "it is of another query; repeat the query that it came from, or begin without a cursor");
            case TooSlow slow ->
                problem(
                        503,
                        "query-too-slow",
                        "Query too slow",
                        "PostgreSQL gave no row in millrace.partition.rows.statement-timeout. Ask for less with from and to, or look at the plan with explain=true.");
            case NotParquet reason ->
                problem(
                        422,
                        "not-parquet",
                        "Not Parquet",
                        "The rows cannot be a Parquet file; take CSV or NDJSON, or leave columns out with columns=. %s"
                                .formatted(reason.why()));
            case TableGone reason ->
                problem(
                        409,
                        "table-gone",
                        "Table gone",
                        "There is no table %s with a column '%s' any more. Restore it, or delete its dataset."
                                .formatted(reason.table(), reason.timeColumn()));
            case ArchiveUnderWay reason -> underWay(reason.line());
            case ArchiveUnreadable reason ->
                problem(
                        502,
                        "archive-unreadable",
                        "Archive unreadable",
                        "The rows of %s cannot be read from the archive at %s: %s"
                                .formatted(
                                        reason.line(),
                                        reason.line().location(),
                                        ServerError.messageOf(reason.failure())));
        };
    }

    private static ProblemException tooManyReaders(String detail, int atOnce) {
        return problem(503, "too-many-readers", "Too many readers", detail.formatted(atOnce));
    }

    private static ProblemException underWay(Archived line) {
        return problem(
                503,
                "archive-under-way",
                "Archive under way",
                "%s is %s: on its way into the archive, or back from it%s. Try again, or leave its times out with from and to."
                        .formatted(line, line.state(), line.error() == null ? "" : "; " + line.error()));
    }

    private static ProblemException problem(int status, String type, String title, String detail) {
        return Problem.of(status, type, title, detail).exception();
    }
}
