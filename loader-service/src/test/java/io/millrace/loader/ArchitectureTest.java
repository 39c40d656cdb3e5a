package io.millrace.loader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.loader");

    @Test
    void batchAndFailureArePure() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.loader.batch", "io.millrace.loader.failure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.postgresql..",
                        "org.jdbi..",
                        "org.apache.kafka..",
                        "io.smallrye..",
                        "io.quarkus..",
                        "jakarta..",
                        "io.micrometer..")
                .check(classes);
    }

    @Test
    void kafkaStaysAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.loader.receive")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.smallrye.reactive..")
                .check(classes);
    }

    @Test
    void sqlStaysBehindTheEdge() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.loader.receive")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "org.jdbi..")
                .check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.loader.(*)..").should().beFreeOfCycles().check(classes);
    }
}
