// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house hold for the coordinator, and each of them sees the sin that it is there for. */
class ArchitectureTest {
    private static final String ROOT = "io.holdfast.coordinator";
    private static final JavaClasses COORDINATOR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(ROOT + ".broken");

    static List<ArchRule> rules() {
        return new ArchitectureRules(ROOT).all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(COORDINATOR);
    }

    static Stream<Arguments> sins() {
        Function<ArchitectureRules, List<ArchRule>> rooms = ArchitectureRules::roomsUseOnlyWhatTheTableAllows;
        return Stream.of(
                sin(rooms, "model.KnowsTheEngine"),
                sin(rooms, "lane.KnowsTheLog"),
                sin(rooms, "seata.KnowsTheApp"),
                sin(one(ArchitectureRules::everyClassHasARoom), "cellar.HasNoRoom"),
                sin(one(ArchitectureRules::packagesAreFreeOfCycles), "Cycle detected"),
                sin(one(ArchitectureRules::modelAndEngineArePure), "Sins$ReadsTheClock"),
                sin(one(ArchitectureRules::modelAndEngineArePure), "Sins$AsksForTheInstant"),
                sin(one(ArchitectureRules::modelAndEngineArePure), "Sins$DrawsUuids"),
                sin(one(ArchitectureRules::modelAndEngineArePure), "Sins$Hashes"),
                sin(one(ArchitectureRules::modelAndEngineArePure), "Sins$IsConcurrent"),
                sin(one(ArchitectureRules::modelAndEngineArePure), "Sins$Logs"),
                sin(one(ArchitectureRules::modelAndEngineArePure), "Sins$StartsThreads"),
                sin(one(ArchitectureRules::modelAndEngineDrawNoLots), "Sins$DrawsLots"),
                sin(one(ArchitectureRules::modelAndEngineMakeNoCollectionOfRandomOrder), "Sins$HasRandomOrder"),
                sin(one(ArchitectureRules::serialNamesAreNeverIterated), "Sins$IteratesSerialNames"),
                sin(one(ArchitectureRules::onlyTheLogKnowsSql), "lane.KnowsSql"),
                sin(one(ArchitectureRules::onlyTheWiresKnowNetty), "log.KnowsNetty"),
                sin(one(ArchitectureRules::staticsAreConstants), "MutableStatics.counter"),
                sin(one(ArchitectureRules::staticsAreConstants), "MutableStatics.ARRAY"),
                sin(one(ArchitectureRules::staticsAreConstants), "MutableStatics.ATOMIC"),
                sin(one(ArchitectureRules::staticsAreConstants), "MutableStatics.LIST"),
                sin(one(ArchitectureRules::namesAreNounsOfTheField), "LaneManager"),
                sin(one(ArchitectureRules::namesAreNounsOfTheField), "AbstractLane"),
                sin(one(ArchitectureRules::namesAreNounsOfTheField), "DefaultLane"),
                sin(one(ArchitectureRules::namesAreNounsOfTheField), "LaneImpl"),
                sin(one(ArchitectureRules::namesAreNounsOfTheField), "LaneHelper"),
                sin(one(ArchitectureRules::namesAreNounsOfTheField), "LaneUtils"));
    }

    private static Function<ArchitectureRules, List<ArchRule>> one(Function<ArchitectureRules, ArchRule> rule) {
        return rules -> List.of(rule.apply(rules));
    }

    private static Arguments sin(Function<ArchitectureRules, List<ArchRule>> rules, String sinner) {
        return Arguments.of(sinner, rules.apply(new ArchitectureRules(ROOT + ".broken")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sins")
    void sees(String sinner, List<ArchRule> rules) {
        List<String> violations = new ArrayList<>();
        for (ArchRule rule : rules) {
            violations.addAll(rule.evaluate(BROKEN).getFailureReport().getDetails());
        }
        assertThat(violations).anyMatch(violation -> violation.contains(sinner));
        assertThat(violations).as("and nobody who is innocent").noneMatch(violation -> violation.contains("Innocent"));
    }

    @Test
    void filesAndMethodsAreShort() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                files.put(file.toString(), Files.readString(file));
            }
        }
        assertThat(files).hasSizeGreaterThan(40);
        assertThat(SourceSizes.tooLong(files)).isEmpty();
    }

    @Test
    void aFileOrMethodThatIsTooLongIsSeen() throws IOException {
        String longest = "class A {\n  void a() {\n" + "    a();\n".repeat(38) + "  }\n}\n";
        String tooLong = "class B {\n  void b() {\n" + "    b();\n".repeat(39) + "  }\n}\n";
        String longestFile = "class C {}\n" + "\n".repeat(399);
        String tooLongFile = "class D {}\n" + "\n".repeat(400);
        assertThat(SourceSizes.tooLong(
                        Map.of("A.java", longest, "B.java", tooLong, "C.java", longestFile, "D.java", tooLongFile)))
                .containsExactlyInAnyOrder(
                        "/B.java, line 2: method b has 41 lines, more than 40", "D.java has 401 lines, more than 400");
    }
}
