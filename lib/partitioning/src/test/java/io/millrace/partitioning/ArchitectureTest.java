package io.millrace.partitioning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.partitioning");

    @Test
    void onlyTheContractAndPostgresAreKnown() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.jdbi..",
                        "io.millrace.contract..",
                        "io.millrace.postgres..",
                        "io.millrace.partitioning..")
                .check(CLASSES);
    }

    @Test
    void plansArePure() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.partitioning.plan..", "io.millrace.partitioning.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "io.millrace.postgres..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.millrace.partitioning.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
