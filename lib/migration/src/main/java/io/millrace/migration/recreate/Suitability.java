package io.millrace.migration.recreate;

import io.millrace.api.migration.Obstacle;
import io.millrace.migration.shape.TableShape;
import io.millrace.migration.shape.TableShape.Check;
import io.millrace.migration.shape.TableShape.Column;
import io.millrace.migration.shape.TableShape.Dependent;
import io.millrace.migration.shape.TableShape.ForeignKey;
import io.millrace.migration.shape.TableShape.Index;
import io.millrace.migration.shape.TableShape.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What cannot be had by the target, and what will be otherwise. */
record Suitability(List<String> warnings, List<Obstacle> refusals) {
    private static final Set<String> TIMES = Set.of("date", "timestamp without time zone", "timestamp with time zone");

    static Suitability of(TableShape shape, TargetTable target) {
        return new Judge(shape, target).judge();
    }

    /** Collects. */
    private static final class Judge {
        private final TableShape shape;
        private final TargetTable target;
        private final List<String> warnings = new ArrayList<>();
        private final List<Obstacle> refusals = new ArrayList<>();

        Judge(TableShape shape, TargetTable target) {
            this.shape = shape;
            this.target = target;
        }

        Suitability judge() {
            refusals.addAll(shape.obstacles());
            if (shape.traits().hidden()) {
                refuse(
                        "table " + shape.table(),
                        "its row security hides rows from the role that would copy them",
                        "ALTER ROLE … BYPASSRLS, or own the table without FORCE ROW LEVEL SECURITY");
            }
            shape.checks().forEach(this::check);
            shape.indexes().forEach(this::index);
            shape.foreignKeys().forEach(this::foreignKey);
            shape.dependents().forEach(this::dependent);
            if (target.partitioned()) {
                timeColumn(String.valueOf(target.timeColumn()));
                shape.triggers().forEach(this::trigger);
                ofPartitions();
            }
            return new Suitability(List.copyOf(warnings), List.copyOf(refusals));
        }

        private void timeColumn(String name) {
            Column column = shape.column(name).orElse(null);
            String object = "column " + name;
            if (column == null) {
                refuse(object, "the table has none of this name", "name one of %s".formatted(times()));
            } else if (!TIMES.contains(column.type())) {
                refuse(object, "it is of type " + column.type(), "name a date, timestamp or timestamptz: " + times());
            } else if (column.generated()) {
                refuse(object, "it is generated, which a partition key cannot be", "name another one of " + times());
            }
        }

        private List<String> times() {
            return shape.columns().stream()
                    .filter(column -> TIMES.contains(column.type()) && !column.generated())
                    .map(Column::name)
                    .toList();
        }

        private void check(Check check) {
            String object = "constraint " + check.name();
            if (!check.validated()) {
                refuse(object, "it is NOT VALID: rows may break it", "VALIDATE CONSTRAINT or drop it first");
            }
            if (target.partitioned() && !check.inherited()) {
                refuse(
                        object,
                        "it is NO INHERIT, which partitions cannot have",
                        "drop it, or make it anew without that");
            }
        }

        private void index(Index index) {
            String object = "index " + index.name();
            if (!index.valid()) {
                refuse(object, "it is invalid", "REINDEX or drop it first");
            }
            if (target.partitioned() && "x".equals(index.constraint())) {
                refuse(object, "it is an exclusion constraint, which holds in one partition only", "drop it first");
            } else if (IndexSql.grows(index, target)) {
                warnings.add("%s becomes unique by %s and %s together: PostgreSQL no longer keeps %s alone unique"
                        .formatted(object, index.columns(), target.timeColumn(), index.columns()));
            }
            if (target.partitioned() && index.clustered()) {
                warnings.add("the table is no longer marked as clustered by " + object);
            }
        }

        private void foreignKey(ForeignKey key) {
            String object = "foreign key %s of %s".formatted(key.name(), key.from());
            if (!key.validated()) {
                refuse(object, "it is NOT VALID: rows may break it", "VALIDATE CONSTRAINT or drop it first");
            }
            if (key.toItself()) {
                refuse(object, "it refers to its own table", "drop it first");
            } else if (key.to().equals(shape.table())) {
                if (target.partitioned() && !key.referenced().contains(target.timeColumn())) {
                    refuse(
                            object,
                            "it refers to %s, which a table partitioned by %s cannot keep unique"
                                    .formatted(key.referenced(), target.timeColumn()),
                            "drop it, or make it refer to a key that has %s in it".formatted(target.timeColumn()));
                }
                if (key.partitioned() && shape.serverVersion() < 180000) {
                    refuse(object, "the table that has it is partitioned", "drop it, and add it again afterwards");
                }
            }
        }

        private void dependent(Dependent dependent) {
            if (!dependent.ownable()) {
                refuse(
                        dependent.object(),
                        "it belongs to %s and must be pointed to the new table".formatted(dependent.owner()),
                        "GRANT %s to the role of the service".formatted(dependent.owner()));
            }
            if (dependent.byKey()
                    && shape.indexes().stream()
                            .anyMatch(index -> "p".equals(index.constraint()) && IndexSql.grows(index, target))) {
                refuse(
                        dependent.object(),
                        "it groups by the primary key alone, which becomes a longer one",
                        "name all its columns in GROUP BY first");
            }
        }

        private void trigger(Trigger trigger) {
            if (trigger.row() && trigger.transitionTables()) {
                refuse(
                        "trigger " + trigger.name(),
                        "it is FOR EACH ROW with transition tables, which partitions cannot have",
                        "make it FOR EACH STATEMENT, or drop it first");
            } else if (trigger.row() && trigger.definition().contains(" BEFORE ")) {
                warnings.add("trigger %s must not change %s: PostgreSQL refuses to move a row to another partition then"
                        .formatted(trigger.name(), target.timeColumn()));
            }
        }

        private void ofPartitions() {
            if (!shape.traits().options().isEmpty()) {
                warnings.add("partitions do not get the storage parameters %s; set them on each"
                        .formatted(shape.traits().options()));
            }
            if (!"d".equals(shape.traits().replicaIdentity())) {
                warnings.add("partitions made later do not get the replica identity; set it on each");
            }
            shape.publications().stream()
                    .filter(publication -> !publication.viaRoot())
                    .forEach(publication -> warnings.add(
                            "publication %s sends the changes as those of partitions; set publish_via_partition_root to keep the table's name"
                                    .formatted(publication.name())));
        }

        private void refuse(String object, String reason, String remedy) {
            refusals.add(new Obstacle(object, reason, remedy));
        }
    }
}
