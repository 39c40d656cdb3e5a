package io.millrace.partition.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.dataset.TableName;
import io.millrace.migration.recreate.Recreation;
import io.millrace.migration.recreate.TargetTable;
import io.millrace.migration.shape.ShapeReader;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Kind;
import io.millrace.partition.Api;
import io.millrace.partition.Servers;
import io.millrace.postgres.Sql;
import io.millrace.postgres.Transactions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What hangs on a table before is what hangs on the one in its place after, as the catalog tells it. */
@QuarkusTest
@WithTestResource(Servers.class)
class RecreationIT {
    @Inject
    Transactions transactions;

    @BeforeEach
    void awaitReady() {
        Api.awaitReady();
    }

    @Test
    void everythingIsOnThePartitionedTableAndComesBack() {
        Servers.execute(Everything.DDL.formatted("shape_a"));
        TableName table = new TableName("shape_a", "My.Events");
        List<String> before = CatalogText.of(table.sql());
        TableShape plain = shape(table);
        TargetTable target = TargetTable.partitioned("at");
        Recreation there = Recreation.of(plain, target);
        assertThat(there.refusals()).isEmpty();

        run(there.create());
        String work = target.work(table).sql();
        Servers.query(
                "SELECT millrace.fill_partitions(?::text::regclass, 'month', '2024-01-01Z', '2024-06-01Z')", work);
        String columns = "(id, at, \"Cust\", serial_no, label)";
        Servers.execute("INSERT INTO %s %s OVERRIDING SYSTEM VALUE SELECT id, at, \"Cust\", serial_no, label FROM %s"
                .formatted(work, columns, table.sql()));
        run(there.indexes());
        transactionally(there.atSwap());
        run(there.afterSwap());

        assertThat(CatalogText.of(table.sql())).containsExactlyElementsOf(before);
        assertThat(shape(table).kind()).isEqualTo(Kind.PARTITIONED);
        Servers.execute("INSERT INTO %s (at, \"Cust\", label) VALUES ('2024-05-01', 4, 'new')".formatted(table.sql()));
        assertThat(Servers.query("SELECT id || ' ' || serial_no FROM %s WHERE label = 'new'".formatted(table.sql())))
                .containsExactly((100 + 40 * 7) + " 41");
        assertThat(Servers.query("SELECT n FROM shape_a.of_latest")).containsExactly("29");
        assertThat(Servers.query("SELECT shape_a.count_of(4)")).containsExactly("5");

        TableShape partitioned = shape(table);
        Recreation back = Recreation.of(partitioned, target.rollback(Kind.PLAIN, null));
        assertThat(back.refusals()).isEmpty();
        transactionally(back.atSwap());
        run(back.afterSwap());
        assertThat(CatalogText.of(table.sql())).containsExactlyElementsOf(before);
        assertThat(shape(table)).isEqualTo(plain);
    }

    private TableShape shape(TableName table) {
        return transactions.run(
                "shape", handle -> ShapeReader.read(handle, table).orElseThrow());
    }

    private static void run(List<String> statements) {
        statements.forEach(Servers::execute);
    }

    private void transactionally(List<String> statements) {
        transactions.run("swap", handle -> {
            statements.forEach(sql -> Sql.execute(handle, sql));
            return true;
        });
    }
}
