package io.millrace.partition;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.common.annotation.RunOnVirtualThread;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.partition");

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.millrace.partition.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void theApiIsDescribedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..partition.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.microprofile.openapi..")
                .check(CLASSES);
    }

    @Test
    void requestsRunOnVirtualThreads() {
        classes()
                .that()
                .implement(resideInAPackage("..partition.api.."))
                .should()
                .beAnnotatedWith(RunOnVirtualThread.class)
                .because("Quarkus looks for it at the resource alone, and else takes a thread of the worker pool")
                .check(CLASSES);
    }
}
