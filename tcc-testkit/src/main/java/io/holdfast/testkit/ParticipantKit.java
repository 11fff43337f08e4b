// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * Proves a participant: plays everything at it that can happen to one, and says in words which promise it does not keep. A
 * team's test class has one method more:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keepsItsPromises() {
 *     return ParticipantKit.of(InProcessWire.to(calls, participant))
 *             .trying(number -> List.of("O-" + number, "SKU-1", 2))
 *             .observing("available", () -> warehouse.stock("SKU-1").available())
 *             .observing("frozen", () -> warehouse.stock("SKU-1").frozen())
 *             .observing("sold", () -> warehouse.stock("SKU-1").sold())
 *             .promises();
 * }
 * }</pre>
 *
 * <p>Nobody else may change what is observed while the tests run. Some 100 Trys are made, about half of them
 * confirmed; more if the participant makes many statements and {@link #crashing} is said.
 */
public final class ParticipantKit {

    private final Wire wire;
    private final Map<String, Supplier<? extends Number>> observations = new LinkedHashMap<>();
    private final Map<Promise, String> exceptions = new EnumMap<>(Promise.class);
    private Arguments trying;
    private Arguments refused;
    private Arguments scarce;
    private Crashes crashes;
    private boolean businessKey;

    private ParticipantKit(Wire wire) {
        this.wire = Objects.requireNonNull(wire, "wire");
    }

    /**
     * For the participant at the end of that wire.
     *
     * @param wire {@link InProcessWire}, {@link DubboWire}, {@link HttpWire}; closed when the tests are through
     */
    public static ParticipantKit of(Wire wire) {
        return new ParticipantKit(wire);
    }

    /** Required: arguments of a Try that the business accepts. Each must ask for the same amount. */
    public ParticipantKit trying(Arguments arguments) {
        this.trying = Objects.requireNonNull(arguments, "arguments");
        return this;
    }

    /**
     * Required, several times: a number of the business, such as how much is available, frozen, sold. Together they must
     * show what Try does and what Confirm does, and a Cancel must bring them back to where they were: so not a count of what
     * was ever cancelled.
     *
     * @param name for the report
     * @param observation committed data; called often, from the test's thread
     */
    public ParticipantKit observing(String name, Supplier<? extends Number> observation) {
        observations.put(name, Objects.requireNonNull(observation, name));
        return this;
    }

    /** Arguments that the business refuses, at best after it wrote something: what is sold out, an account without money. */
    public ParticipantKit refusing(Arguments arguments) {
        this.refused = Objects.requireNonNull(arguments, "arguments");
        return this;
    }

    /**
     * Arguments of which only a few fit, at most 200, before the business refuses: the last pieces of something. They must
     * be others than those of {@link #trying}, and are used up by the test.
     */
    public ParticipantKit scarce(Arguments arguments) {
        this.scarce = Objects.requireNonNull(arguments, "arguments");
        return this;
    }

    /** What surrounds the participant's data source, in this process: its connection is then broken at every statement. */
    public ParticipantKit crashing(Crashes breakable) {
        this.crashes = Objects.requireNonNull(breakable, "breakable");
        return this;
    }

    /** The participant declares a business key, which {@link #trying} gives another value each time. Found out in process. */
    public ParticipantKit withBusinessKey() {
        this.businessKey = true;
        return this;
    }

    /**
     * Leaves a promise out.
     *
     * @param reason is shown beside the test that is skipped
     */
    public ParticipantKit without(Promise promise, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("whoever leaves a promise out says why");
        }
        exceptions.put(promise, reason);
        return this;
    }

    /**
     * A test for each promise that can be played with what was said of the participant.
     *
     * @throws IllegalStateException if arguments or observations are missing
     */
    public Stream<DynamicTest> promises() {
        if (trying == null || observations.isEmpty()) {
            throw new IllegalStateException("the kit needs " + (trying == null ? "trying(...)" : "observing(...)")
                    + ": see the example at " + ParticipantKit.class.getName());
        }
        Session session = new Session(
                wire, new Session.Described(trying, refused, scarce, crashes, new LinkedHashMap<>(observations)));
        businessKey |= wire.hasBusinessKey(session.arguments(trying));
        List<DynamicTest> tests = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            if (canBePlayed(promise)) {
                String reason = exceptions.get(promise);
                tests.add(DynamicTest.dynamicTest(promise.sentence(), () -> {
                    if (reason != null) {
                        throw new TestAbortedException("Left out: " + reason);
                    }
                    session.play(promise);
                }));
            }
        }
        return tests.stream().onClose(session::close);
    }

    private boolean canBePlayed(Promise promise) {
        return switch (promise) {
            case REFUSED_TRY_LEAVES_NOTHING -> refused != null;
            case WHAT_WAS_TRIED_IS_THERE_FOR_CONFIRM -> scarce != null;
            case REPEATED_BUSINESS_KEY_TAKES_EFFECT_ONCE -> businessKey;
            case CRASH_IN_TRY_LEAVES_NOTHING, CONFIRM_AGAIN_AFTER_A_CRASH, CANCEL_AGAIN_AFTER_A_CRASH ->
                crashes != null;
            default -> true;
        };
    }
}
