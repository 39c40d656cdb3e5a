package io.millrace.migration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.migration");

    @Test
    void migratingKnowsTablesAndNoService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "org.eclipse.microprofile..",
                        "io.vertx..",
                        "io.smallrye..",
                        "io.micrometer..",
                        "org.apache.kafka..",
                        "io.millrace.partition..",
                        "io.millrace.archive..",
                        "io.millrace.rows..",
                        "io.millrace.edge..")
                .check(CLASSES);
    }

    @Test
    void plannersTouchNothing() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Planner")
                .or()
                .resideInAPackage("io.millrace.migration.recreate")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "io.millrace.postgres..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
