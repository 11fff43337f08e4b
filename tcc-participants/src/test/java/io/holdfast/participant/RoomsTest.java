// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which room of this module may know which. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the classes are read once
final class RoomsTest {

    private static final String ROOT = "io.holdfast.participant.";

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast.participant");

    @Test
    void theRulesAreJavaAloneWithoutClockOrThread() {
        classes()
                .that()
                .resideInAPackage(ROOT + "guard")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "guard",
                        "java.lang",
                        "java.lang.runtime",
                        "java.util",
                        "java.util.function",
                        "java.time")
                .check(main);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "guard")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(main);
    }

    @Test
    void theGuardOnJdbcKnowsNeitherSeataNorSpringBoot() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "guard..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.seata..", "org.springframework.boot..", "org.flywaydb..")
                .check(main);
    }

    @Test
    void onlySeatasRoomAndTheWiringKnowSeata() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "seata", ROOT + "autoconfigure")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.seata..")
                .check(main);
    }

    @Test
    void onlyTheirOwnRoomsKnowDubboAndTheWeb() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "dubbo")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.dubbo..")
                .check(main);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "http", ROOT + "autoconfigure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "jakarta.servlet..")
                .check(main);
    }

    @Test
    void nobodyKnowsTheWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "autoconfigure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "autoconfigure", "org.springframework.boot..")
                .check(main);
    }

    @Test
    void roomsHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + "(**)")
                .should()
                .beFreeOfCycles()
                .check(main);
    }

    @Test
    void nothingIsStaticAndMutable() {
        fields().that().areStatic().should().beFinal().check(main);
    }
}
