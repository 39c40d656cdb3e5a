package io.millrace.transform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.transform");

    @Test
    void onlyTheEdgeKnowsKafkaAndInjection() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..parse..", "..csv..", "..json..", "..encode..", "..batch..", "..unit..", "..slice..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.smallrye..",
                        "org.eclipse.microprofile..",
                        "jakarta..",
                        "io.quarkus..",
                        "io.micrometer..",
                        "java.sql..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.transform.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
