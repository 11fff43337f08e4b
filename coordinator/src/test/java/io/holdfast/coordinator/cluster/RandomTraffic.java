// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Tried;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests and answers of every kind, with any content that the types allow. The same for the same seed. */
final class RandomTraffic {
    static final int REQUEST_KINDS = 9;
    static final int ANSWER_KINDS = 8;
    private static final int[] ALPHABET = {
        'a', 'Z', '0', ' ', '"', '\\', '/', '{', '}', '[', ']', ':', ',', '\n', 0, 0x1f, 0x7f, 0x80, 0xe9, 0x7ff,
        0x2028, 0x5eab, 0xd800, 0xdfff, 0xfeff, 0xfffd, 0xffff, 0x10000, 0x1f680, 0x10ffff
    };

    private final Random random;

    RandomTraffic(long seed) {
        random = new Random(seed);
    }

    Input.Request request(ReplyTo to) {
        return request(random.nextInt(REQUEST_KINDS), to);
    }

    Input.Request request(int kind, ReplyTo to) {
        return switch (kind) {
            case 0 -> new Input.Begin(begin(), to);
            case 1 -> new Input.RegisterBranch(id(), branch(), to);
            case 2 -> new Input.ReportBranch(id(), random.nextLong(), optional(this::text), to);
            case 3 -> new Input.Decide(id(), one(Decision.values()), to);
            case 4 -> new Input.AskStatus(id(), to);
            case 5 -> new Input.Await(xid(), one(WaitFor.values()), to);
            case 6 -> new Input.Submit(begin(), some(this::branch), one(WaitFor.values()), to);
            case 7 -> new Input.Operate(id(), operation(), random.nextInt(), random.nextBoolean(), to);
            default -> new Input.FindByKey(text(), to);
        };
    }

    Answer answer() {
        return answer(random.nextInt(ANSWER_KINDS));
    }

    Answer answer(int kind) {
        return switch (kind) {
            case 0 -> new Answer.Begun(xid());
            case 1 -> new Answer.Registered(random.nextLong());
            case 2 -> new Answer.Reported();
            case 3 -> standing();
            case 4 -> new Answer.Outcome(xid(), standing(), some(this::outcome));
            case 5 -> new Answer.Known(xid());
            case 6 -> new Answer.Operated(random.nextInt(), some(this::plannedCall), random.nextBoolean());
            default -> new Answer.Refused(one(Answer.Refusal.values()), text());
        };
    }

    private Operation operation() {
        long branch = random.nextBoolean() ? Operation.EVERY_BRANCH : random.nextLong(1, Long.MAX_VALUE);
        return new Operation(one(Action.values()), branch, "a" + text(), text() + "b");
    }

    private Answer.PlannedCall plannedCall() {
        return new Answer.PlannedCall(random.nextLong(), one(Phase.values()));
    }

    private Answer.Standing standing() {
        return new Answer.Standing(
                one(TransactionStatus.values()), optional(() -> one(Cause.values())), random.nextBoolean());
    }

    private Answer.BranchOutcome outcome() {
        return new Answer.BranchOutcome(
                random.nextLong(),
                optional(this::text),
                one(BranchStatus.values()),
                optional(() -> new Tried(
                        random.nextLong(), one(Tried.Outcome.values()), optional(this::text), random.nextLong())));
    }

    private BeginFacts begin() {
        return new BeginFacts(text(), text(), text(), random.nextLong(), labels());
    }

    private Labels labels() {
        SortedMap<String, String> tags = new TreeMap<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            tags.put(text().replaceAll("\\p{Cs}", ""), text());
        }
        return random.nextBoolean() ? new Labels(null, null, tags) : new Labels(text(), text(), tags);
    }

    private BranchFacts branch() {
        return new BranchFacts(
                one(BranchType.values()), text(), text(), text(), optional(this::text), optional(this::target));
    }

    private Target target() {
        List<Integer> after = IntStream.range(0, random.nextInt(4)).boxed().toList();
        return new Target(text(), endpoint(), text(), after, random.nextInt());
    }

    private Endpoint endpoint() {
        if (random.nextBoolean()) {
            return new Endpoint.Http(optional(this::text), text(), text());
        }
        Supplier<String> maybe = () -> optional(this::text);
        List<String> types = random.nextBoolean() ? List.of() : List.of("long", "java.util.List");
        return new Endpoint.Dubbo(text(), maybe.get(), maybe.get(), maybe.get(), maybe.get(), text(), text(), types);
    }

    private TransactionId id() {
        return new TransactionId(random.nextBoolean() ? random.nextLong() : random.nextInt(1000));
    }

    private Xid xid() {
        return new Xid(text(), id());
    }

    private <T> List<T> some(Supplier<T> one) {
        return Stream.generate(() -> optional(one))
                .filter(made -> made != null)
                .limit(random.nextInt(4))
                .toList();
    }

    private <T> T optional(Supplier<T> one) {
        return random.nextInt(4) == 0 ? null : one.get();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(random.nextInt(50) == 0 ? 3_000 : 20); length > 0; length--) {
            text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
