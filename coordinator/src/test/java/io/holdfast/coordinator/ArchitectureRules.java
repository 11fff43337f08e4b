// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasSourceCodeLocation;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rules of the house, for the packages below a root: the coordinator, or a broken copy of it. */
final class ArchitectureRules {
    /** Room by room, the rooms whose classes it may use. */
    private static final Map<String, List<String>> MAY_USE = mayUse();

    private static final List<String> PURE = List.of("model", "engine");
    private static final List<String> PURE_JAVA = List.of("java.lang", "java.util", "java.util.function");
    private static final Set<String> IMPURE_CLASSES = Set.of(
            "java.lang.System",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.Runtime",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.util.Calendar",
            "java.util.Date",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.IdentityHashMap",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.UUID",
            "java.util.WeakHashMap");
    private static final Pattern BANNED_NAME =
            Pattern.compile("(.*[a-z0-9])?(Manager|Helper|Utils?|Impl)([A-Z].*)?|(Abstract|Default)([A-Z].*)?");
    private static final Pattern MUTABLE_TYPE = Pattern.compile("java\\.util\\.concurrent\\.(atomic\\.|Concurrent).*"
            + "|java\\.util\\.(Array|Linked|Hash|Tree|Enum|Identity|Weak|Priority)[A-Z]\\w*|java\\.lang\\.ThreadLocal");

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    private static Map<String, List<String>> mayUse() {
        Map<String, List<String>> table = new LinkedHashMap<>();
        table.put("model", List.of());
        table.put("engine", List.of("model"));
        table.put("port", List.of("model"));
        table.put("lane", List.of("model", "engine", "port"));
        for (String adapter : List.of("log", "cluster", "seata", "call", "nacos", "admin", "watch")) {
            table.put(adapter, List.of("model", "port"));
        }
        for (String wire : List.of("dubbo", "http")) {
            table.put(wire, List.of("model", "port", "call"));
        }
        return table;
    }

    private String room(String name) {
        return root + '.' + name + "..";
    }

    private String[] rooms(List<String> names) {
        return names.stream().map(this::room).toArray(String[]::new);
    }

    /** The table of rooms; {@code app} may use them all, and none may use it. */
    List<ArchRule> roomsUseOnlyWhatTheTableAllows() {
        List<ArchRule> rules = new ArrayList<>();
        MAY_USE.forEach((room, others) -> {
            List<String> allowed = new ArrayList<>(others);
            allowed.add(room);
            rules.add(noClasses()
                    .that()
                    .resideInAPackage(room(room))
                    .should()
                    .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(rooms(allowed)))))
                    .as("room " + room + " uses only " + others)
                    .allowEmptyShould(true));
        });
        return rules;
    }

    ArchRule everyClassHasARoom() {
        List<String> all = new ArrayList<>(MAY_USE.keySet());
        all.add("app");
        return classes().should().resideInAnyPackage(rooms(all)).as("every class is in a room of the table");
    }

    ArchRule packagesAreFreeOfCycles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    /** No IO, thread, clock, randomness, logging or order that differs from run to run: a seed can replay a world. */
    ArchRule modelAndEngineArePure() {
        DescribedPredicate<JavaClass> pure = DescribedPredicate.describe("pure Java or their own", used -> {
            JavaClass plain = used.getBaseComponentType();
            String packageName = plain.getPackageName();
            return plain.isPrimitive()
                    || PURE.stream().anyMatch(room -> packageName.equals(root + '.' + room))
                    || (PURE_JAVA.contains(packageName) && !IMPURE_CLASSES.contains(plain.getName()));
        });
        return classes().that().resideInAnyPackage(rooms(PURE)).should().onlyDependOnClassesThat(pure);
    }

    ArchRule modelAndEngineDrawNoLots() {
        return noClasses()
                .that()
                .resideInAnyPackage(rooms(PURE))
                .should()
                .callMethodWhere(call("draws lots", Set.of("Math.random", "StrictMath.random", "Collections.shuffle")));
    }

    /**
     * {@code Set.of}, {@code Map.of} and their copies iterate in an order of their own in every JVM. They may fill an
     * EnumMap, and they may be asked what they contain, where this is known to be all that is done with them.
     */
    ArchRule modelAndEngineMakeNoCollectionOfRandomOrder() {
        Set<String> makers = Set.of("Map.of", "Map.ofEntries", "Map.copyOf", "Set.of", "Set.copyOf");
        return noClasses()
                .that()
                .resideInAnyPackage(rooms(PURE))
                .and()
                .haveNameNotMatching(".*\\.(TransactionStatus|BranchStatus|EngineSettings)")
                .should()
                .callMethodWhere(call("makes a collection whose order is random", makers));
    }

    ArchRule serialNamesAreNeverIterated() {
        Set<String> iterations = Set.of("Set.iterator", "Set.stream", "Set.forEach", "Set.toArray", "Iterable.forEach");
        return noClasses()
                .that(DescribedPredicate.describe(
                        "read serialNames", (JavaClass one) -> one.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTarget().getName().equals("serialNames"))))
                .should()
                .callMethodWhere(call("iterates a set", iterations))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaCall<?>> call(String what, Set<String> methods) {
        return DescribedPredicate.describe(
                what + " " + methods,
                call -> methods.contains(call.getTargetOwner().getSimpleName()
                        + '.'
                        + call.getTarget().getName()));
    }

    ArchRule onlyTheLogKnowsSql() {
        return onlyRoom("log", "java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..");
    }

    ArchRule onlyTheWiresKnowNetty() {
        return onlyRooms(List.of("seata", "cluster"), "io.netty..");
    }

    ArchRule onlyTheSeataFrontKnowsSeata() {
        return onlyRoom("seata", "org.apache.seata..", "io.seata..");
    }

    ArchRule onlyTheDubboFrontKnowsDubbo() {
        return onlyRoom("dubbo", "org.apache.dubbo..");
    }

    ArchRule onlyItsRoomKnowsNacos() {
        return onlyRoom("nacos", "com.alibaba.nacos..");
    }

    ArchRule onlyWhoWatchesKnowsMicrometer() {
        return onlyRooms(List.of("watch", "app"), "io.micrometer..", "io.opentelemetry..");
    }

    private ArchRule onlyRoom(String room, String... packages) {
        return onlyRooms(List.of(room), packages);
    }

    private ArchRule onlyRooms(List<String> rooms, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(rooms(rooms))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages);
    }

    ArchRule staticsAreConstants() {
        return fields().that()
                .areStatic()
                .should(be(
                        "a constant",
                        field -> field.getModifiers().contains(JavaModifier.SYNTHETIC)
                                || (field.getModifiers().contains(JavaModifier.FINAL)
                                        && !isMutable(field.getRawType()))));
    }

    /** What one can see of it: an unmodifiable list has the same type as another one. */
    private static boolean isMutable(JavaClass type) {
        return type.isArray() || MUTABLE_TYPE.matcher(type.getName()).matches();
    }

    ArchRule namesAreNounsOfTheField() {
        return classes().should(be("named without a banned word", one -> !BANNED_NAME
                .matcher(one.getSimpleName())
                .matches()));
    }

    private static <T extends HasDescription & HasSourceCodeLocation> ArchCondition<T> be(
            String what, Predicate<T> predicate) {
        return ArchConditions.be(DescribedPredicate.describe(what, predicate));
    }

    List<ArchRule> all() {
        List<ArchRule> rules = new ArrayList<>(roomsUseOnlyWhatTheTableAllows());
        rules.addAll(List.of(
                everyClassHasARoom(),
                packagesAreFreeOfCycles(),
                modelAndEngineArePure(),
                modelAndEngineDrawNoLots(),
                modelAndEngineMakeNoCollectionOfRandomOrder(),
                serialNamesAreNeverIterated(),
                onlyTheLogKnowsSql(),
                onlyTheWiresKnowNetty(),
                onlyTheSeataFrontKnowsSeata(),
                onlyTheDubboFrontKnowsDubbo(),
                onlyItsRoomKnowsNacos(),
                onlyWhoWatchesKnowsMicrometer(),
                staticsAreConstants(),
                namesAreNounsOfTheField()));
        return rules;
    }
}
