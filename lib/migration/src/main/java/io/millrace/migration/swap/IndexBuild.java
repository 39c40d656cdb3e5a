package io.millrace.migration.swap;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.shape.TableStatements;
import io.millrace.postgres.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Indexes of a partitioned table, several partitions at once: PostgreSQL itself builds one after the other. Each partition
 * gets all of its indexes in one transaction; those of the parent then find them and build nothing.
 */
final class IndexBuild {
    private static final String IDENTIFIER = "\"(?:[^\"]|\"\")*\"";
    private static final Pattern CONSTRAINT = Pattern.compile("ADD CONSTRAINT " + IDENTIFIER + " ");
    private static final Pattern INDEX = Pattern.compile("^(CREATE (?:UNIQUE )?INDEX) " + IDENTIFIER + " ON ");

    private final Transactions transactions;
    private final int workers;

    IndexBuild(Transactions transactions, int workers) {
        this.transactions = transactions;
        this.workers = workers;
    }

    /**
     * Builds what is not there yet. Without a fence, which would have to be held for as long as it takes: whoever builds the
     * same a second time finds it.
     *
     * @param statements for the parent, each with a name
     * @param partitions as safe SQL text
     */
    void build(TableName parent, List<String> statements, List<String> partitions) throws InterruptedException {
        List<Future<?>> building = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(workers, Thread.ofVirtual().factory())) {
            for (String partition : partitions) {
                List<String> own = statements.stream()
                        .map(sql -> ofPartition(sql, parent.sql(), partition))
                        .filter(sql -> !sql.isEmpty())
                        .toList();
                building.add(threads.submit(() -> build(partition, own)));
            }
        }
        for (Future<?> each : building) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }
        build(parent.sql(), statements);
    }

    private void build(String table, List<String> statements) {
        transactions.run("indexes of " + table, handle -> {
            if (!TableStatements.hasIndex(handle, table)) {
                TableStatements.execute(handle, statements);
            }
            return true;
        });
    }

    /** @return the same for the partition, which names it by itself; empty for what is no index */
    static String ofPartition(String sql, String parent, String partition) {
        Matcher index = INDEX.matcher(sql);
        String unnamed;
        if (index.find()) {
            unnamed = index.group(1) + " ON " + sql.substring(index.end());
        } else {
            Matcher constraint = CONSTRAINT.matcher(sql);
            if (!sql.startsWith("ALTER TABLE ") || !constraint.find()) {
                return "";
            }
            unnamed = sql.substring(0, constraint.start()) + "ADD " + sql.substring(constraint.end());
        }
        int place = unnamed.indexOf(parent);
        return unnamed.substring(0, place) + partition + unnamed.substring(place + parent.length());
    }
}
