package io.millrace.cli.migration;

import io.millrace.api.migration.MigrationKind;
import io.millrace.api.migration.MigrationState;
import io.millrace.api.migration.MigrationView;
import io.millrace.cli.print.Quantities;

/** A migration as people read it. */
final class MigrationText {

    private MigrationText() {}

    static String of(MigrationView migration) {
        StringBuilder text = new StringBuilder("migration %d: %s of %s is %s%s\n"
                .formatted(
                        migration.id(),
                        migration.request().kind().text(),
                        migration.request().table(),
                        state(migration.state()),
                        migration.step() != null && migration.state().working()
                                ? ", at '%s'".formatted(migration.step())
                                : ""));
        if (migration.rowsDone() > 0) {
            text.append("  ").append(progress(migration)).append('\n');
        }
        if (migration.longestStallMillis() > 0) {
            text.append(
                    "  nobody waited longer than %s ms\n".formatted(Quantities.count(migration.longestStallMillis())));
        }
        if (migration.error() != null) {
            text.append("  because: ").append(migration.error()).append('\n');
        }
        return text.append(next(migration)).toString();
    }

    /** How far it is, in a line. */
    static String line(MigrationView migration) {
        String step = migration.step() == null ? "" : migration.step();
        return "%s: %s, %s".formatted(state(migration.state()), step, progress(migration));
    }

    static String state(MigrationState state) {
        return state.text().replace('_', ' ');
    }

    /** {@code 1,200,000 of about 3,000,000 rows copied, 350,000 rows/s, 12 s left}. */
    private static String progress(MigrationView migration) {
        String left = migration.secondsLeft() == null
                ? ""
                : ", %s left".formatted(Quantities.longTime(migration.secondsLeft()));
        return "%s of about %s rows copied, %s rows/s%s"
                .formatted(
                        Quantities.count(migration.rowsDone()),
                        Quantities.count(migration.rowsTotal()),
                        Quantities.count(migration.rowsPerSecond()),
                        left);
    }

    private static String next(MigrationView migration) {
        long id = migration.id();
        return switch (migration.state()) {
            case RUNNING -> "  follow it: ./millrace partitions migration %d --watch\n".formatted(id);
            case SWAPPED ->
                "  the new table is in place; back: ./millrace partitions rollback %1$d\n  for good: ./millrace partitions cleanup %1$d%2$s\n"
                        .formatted(
                                id,
                                migration.request().kind() == MigrationKind.ATTACH
                                        ? ", then its rows are split by interval in the background"
                                        : "");
            case PAUSED, FAILED ->
                "  go on: ./millrace partitions resume %1$d\n  back: ./millrace partitions rollback %1$d\n"
                        .formatted(id);
            case ROLLING_BACK, ROLLED_BACK, CLEANING, DONE -> "";
        };
    }
}
