package io.millrace.cli.migration;

import io.millrace.api.migration.MigrationPlan;
import io.millrace.api.migration.MigrationState;
import io.millrace.api.migration.MigrationView;
import io.millrace.cli.http.Answer;
import io.millrace.cli.http.Api;
import io.millrace.cli.http.Polling;
import io.millrace.cli.http.Targets;
import io.millrace.cli.print.CommandFailure;
import io.millrace.cli.print.Output;
import java.net.URI;

/** The migrations of the partition service. */
public final class MigrationCalls {
    private static final String PATH = "/v1/migrations";

    private final Api api = new Api();
    private final URI partition;

    public MigrationCalls(Targets targets) {
        this.partition = targets.partition();
    }

    /** @param request a document of the API */
    public Answer<MigrationPlan> plan(String request) {
        return api.post(partition, PATH + "?dryRun=true", request, MigrationPlan.class);
    }

    /** @param request a document of the API */
    public Answer<MigrationView> begin(String request) {
        return api.post(partition, PATH, request, MigrationView.class);
    }

    Answer<MigrationView[]> all() {
        return api.get(partition, PATH, MigrationView[].class);
    }

    Answer<MigrationView> get(String id) {
        return api.get(partition, path(id), MigrationView.class);
    }

    /** @param verb pause, resume, rollback or cleanup */
    Answer<MigrationView> tell(String id, String verb) {
        return api.post(partition, path(id) + "/" + verb, "{}", MigrationView.class);
    }

    /**
     * Tells of a migration that has just begun; of one that is watched, when the service does nothing more at it.
     *
     * @throws CommandFailure when it has failed
     */
    public void show(Answer<MigrationView> begun, boolean watch, Output output) {
        show(watch ? follow(Long.toString(begun.value().id()), output) : begun, output);
    }

    void watch(String id, Output output) {
        show(follow(id, output), output);
    }

    private static void show(Answer<MigrationView> last, Output output) {
        last.print(output, MigrationText::of);
        if (last.value().state() == MigrationState.FAILED) {
            throw new CommandFailure(CommandFailure.FAILED, "The migration failed");
        }
    }

    private Answer<MigrationView> follow(String id, Output output) {
        String remedy = "It goes on by itself: ./millrace partitions migration " + id;
        return new Polling(api, partition, path(id), "migration " + id, remedy).until(MigrationView.class, answer -> {
            MigrationView migration = answer.value();
            output.watcher().ifPresent(console -> {
                console.printf(
                        "\r%-100s%s",
                        MigrationText.line(migration), migration.state().working() ? "" : "\n");
                console.flush();
            });
            return !migration.state().working();
        });
    }

    private static String path(String id) {
        return PATH + "/" + Api.encode(id);
    }
}
