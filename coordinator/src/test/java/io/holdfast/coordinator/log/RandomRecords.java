// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Acknowledgement;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.BranchAcknowledged;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.BranchReported;
import io.holdfast.coordinator.model.LogRecord.BranchResumed;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.LogRecord.OperatorActed;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Tried;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Records of every kind but {@code Begun}, with any content that the types allow. The same for the same seed. */
final class RandomRecords {
    private static final int KINDS = 9;
    private static final int[] ALPHABET = {
        'a', 'Z', '0', ' ', '"', '\\', '/', '{', '}', '[', ']', ':', ',', '\'', '?', '%', '\n', '\r', '\t', 0, 1, 0x1f,
        0x7f, 0x80, 0x85, 0xe9, 0x7ff, 0x800, 0x2028, 0x2029, 0x5eab, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x10000,
        0x1f680, 0x10ffff
    };

    private final Random random;

    RandomRecords(long seed) {
        random = new Random(seed);
    }

    LogRecord next() {
        return next(random.nextInt(KINDS));
    }

    private LogRecord next(int kind) {
        TransactionId id = new TransactionId(positive());
        int sequence = random.nextInt(Integer.MAX_VALUE);
        long at = number();
        return switch (kind) {
            case 0 -> new BranchRegistered(id, sequence, at, positive(), facts());
            case 1 -> new BranchReported(id, sequence, at, positive(), text());
            case 2 -> new Decided(id, sequence, at, one(Decision.values()), one(Cause.values()), tried());
            case 3 ->
                new AttemptFailed(
                        id, sequence, at, positive(), (int) number(), text(), number(), random.nextBoolean(), number());
            case 4 -> new BranchParked(id, sequence, at, positive());
            case 5 -> new BranchAcknowledged(id, sequence, at, positive(), (int) number(), number());
            case 6 -> new OperatorActed(id, sequence, at, operation(), random.nextBoolean());
            case 7 -> new BranchResumed(id, sequence, at, positive());
            default -> new Finished(id, sequence, at, one(Decision.values()), one(Cause.values()), acknowledgements());
        };
    }

    private Operation operation() {
        long branch = random.nextBoolean() ? Operation.EVERY_BRANCH : positive();
        return new Operation(one(Action.values()), branch, "a" + text(), text() + "b");
    }

    private BranchFacts facts() {
        return new BranchFacts(
                one(BranchType.values()),
                text(),
                text(),
                text(),
                optional(),
                random.nextBoolean() ? null : new Target(text(), endpoint(), text(), places(), random.nextInt(9)));
    }

    private Endpoint endpoint() {
        if (random.nextBoolean()) {
            return new Endpoint.Http(optional(), text(), text());
        }
        List<String> types = random.nextBoolean() ? List.of() : List.of("long", "java.util.List");
        return new Endpoint.Dubbo(text(), optional(), optional(), optional(), optional(), text(), text(), types);
    }

    private List<Integer> places() {
        return IntStream.range(0, 5)
                .filter(place -> random.nextInt(3) == 0)
                .boxed()
                .toList();
    }

    private String optional() {
        return random.nextInt(4) == 0 ? null : text();
    }

    private List<Tried> tried() {
        Map<Long, Tried> tried = new LinkedHashMap<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            Tried one = new Tried(positive(), one(Tried.Outcome.values()), optional(), number());
            tried.put(one.branchId(), one);
        }
        return List.copyOf(tried.values());
    }

    private List<Acknowledgement> acknowledgements() {
        Set<Long> branches = new LinkedHashSet<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            branches.add(positive());
        }
        List<Acknowledgement> acknowledgements = new ArrayList<>();
        for (long branch : branches) {
            acknowledgements.add(new Acknowledgement(branch, number(), (int) number(), number()));
        }
        return acknowledgements;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(random.nextInt(50) == 0 ? 5_000 : 30); length > 0; length--) {
            text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString();
    }

    private long number() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            case 3 -> Integer.MAX_VALUE;
            default -> random.nextLong();
        };
    }

    private long positive() {
        return Math.max(1, random.nextLong() & Long.MAX_VALUE);
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
