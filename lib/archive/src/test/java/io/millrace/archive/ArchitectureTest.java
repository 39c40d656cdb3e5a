package io.millrace.archive;

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
            .importPackages("io.millrace.archive");

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
                                "io.millrace.archive..",
                                "io.millrace.contract..",
                                "io.millrace.api..",
                                "io.millrace.postgres..",
                                "io.millrace.partitioning..")))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.archive.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
