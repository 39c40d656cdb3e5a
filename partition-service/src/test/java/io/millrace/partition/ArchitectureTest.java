package io.millrace.partition;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
}
