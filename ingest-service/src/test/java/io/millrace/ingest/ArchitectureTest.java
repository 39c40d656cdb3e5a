package io.millrace.ingest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.ingest");

    @Test
    void splittingUnpackingAndOptionsArePure() {
        noClasses()
                .that()
                .resideInAnyPackage("..split..", "..unpack..", "..option..", "..header..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.smallrye..",
                        "io.quarkus..",
                        "io.vertx..",
                        "io.micrometer..",
                        "jakarta.enterprise..",
                        "jakarta.inject..",
                        "jakarta.ws.rs..",
                        "java.sql..",
                        "java.net..")
                .check(CLASSES);
    }

    @Test
    void kafkaIsKnownToItsEdgesAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..publish..", "..topic..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void theApiIsDescribedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..ingest.api..")
                .and()
                .doNotHaveSimpleName("Welcome")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.microprofile.openapi..")
                .check(CLASSES);
    }

    @Test
    void requestsThatWaitRunOnVirtualThreads() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .implement(resideInAPackage("..ingest.api.."))
                .and()
                .arePublic()
                .and()
                .doNotHaveRawReturnType(Uni.class)
                .should()
                .beAnnotatedWith(RunOnVirtualThread.class)
                .because("Quarkus looks for it at the resource alone, and else takes a thread of the worker pool")
                .check(CLASSES);
    }

    @Test
    void postgresIsAskedThroughItsEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..postgres..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.vertx.mutiny.sqlclient.Pool")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.ingest.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
