package io.millrace.rows;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.rows");

    @Test
    void noService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "org.eclipse.microprofile..",
                        "io.smallrye..",
                        "io.vertx..",
                        "org.apache.kafka..",
                        "io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void ofMillraceOnlyWhatItStandsOn() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.millrace..")
                        .and(resideOutsideOfPackages(
                                "io.millrace.rows..",
                                "io.millrace.contract..",
                                "io.millrace.api..",
                                "io.millrace.postgres..",
                                "io.millrace.partitioning..",
                                "io.millrace.archive..")))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.rows.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** Text in, values and SQL out. */
    @Test
    void filtersAndQueriesArePure() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.rows.filter..", "io.millrace.rows.query..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "org.postgresql..", "io.millrace.archive..")
                .check(CLASSES);
    }
}
