// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Known;
import io.holdfast.coordinator.model.Answer.Outcome;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One caller who hands a whole transaction over, and does so again, under the same key, until it is told which one it has
 * become. It may die anywhere, roll back, ask again, and ask days later.
 */
final class SimSubmitter {
    private static final int ATTEMPTS = 6;
    private static final WaitFor[] WAITS = WaitFor.values();

    private final SimWorld world;
    private final int number;
    private final String key;
    private final BeginFacts facts;
    private final List<BranchFacts> branches = new ArrayList<>();
    private final WaitFor waitFor;
    private Xid xid;
    private int waiting;

    SimSubmitter(SimWorld world, int number) {
        this.world = world;
        this.number = number;
        this.key = world.random.nextInt(4) == 0 ? null : "key-" + number;
        long timeout = world.random.nextInt(4) == 0 ? 0 : 500L + world.random.nextInt(10_000);
        boolean tagged = world.random.nextBoolean();
        TreeMap<String, String> tags = new TreeMap<>();
        if (tagged) {
            tags.put("order", "O-" + number);
        }
        facts = new BeginFacts("submitted", "shop", "", timeout, new Labels(key, key == null ? null : "digest", tags));
        waitFor = WAITS[world.random.nextInt(WAITS.length)];
        int count = 1 + world.random.nextInt(3);
        for (int place = 0; place < count; place++) {
            branches.add(branch(place));
        }
    }

    private BranchFacts branch(int place) {
        List<Integer> after = new ArrayList<>();
        for (int before = 0; before < place; before++) {
            if (world.random.nextInt(4) == 0) {
                after.add(before);
            }
        }
        String service = Integer.toString(world.anyParticipant().number());
        Endpoint endpoint = new Endpoint.Dubbo(service, null, null, null, "freeze", "confirm", "cancel", List.of());
        String amount = Integer.toString(1 + world.random.nextInt(4));
        return BranchFacts.of(new Target("branch-" + place, endpoint, amount, after, 0), "shop");
    }

    void start() {
        submit(1);
    }

    private void submit(int attempt) {
        if (attempt > ATTEMPTS || world.strikes(Fault.CLIENT_DIES)) {
            return;
        }
        boolean otherContent = key != null && world.random.nextInt(20) == 0;
        Labels labels = otherContent ? new Labels(key, "another", facts.labels().tags()) : facts.labels();
        BeginFacts asked =
                new BeginFacts(facts.name(), facts.application(), facts.group(), facts.timeoutMillis(), labels);
        ask(to -> new Input.Submit(asked, branches, waitFor, to), attempt, () -> submit(attempt + 1));
        if (key != null && world.random.nextInt(5) == 0) {
            world.askByKey(key, number, to -> new Input.Submit(asked, branches, waitFor, to), this::told);
        }
    }

    /** Without a key it may not be repeated: it would be another transaction. */
    private void ask(Function<ReplyTo, Input> request, int attempt, Runnable again) {
        int question = ++waiting;
        world.askByKey(key, number, request, answer -> {
            told(answer);
            if (question == waiting) {
                waiting++;
                if (xid == null) {
                    againLater(attempt, again);
                } else {
                    askLater();
                }
            }
        });
        world.agenda.after(Scenario.REPLY_TIMEOUT_MILLIS, () -> {
            if (question == waiting) {
                waiting++;
                againLater(attempt, again);
            }
        });
    }

    private void told(Answer answer) {
        if (answer instanceof Outcome outcome) {
            xid = outcome.xid();
        } else if (answer instanceof Known known) {
            xid = known.xid();
        }
    }

    private void againLater(int attempt, Runnable again) {
        if (key != null && attempt < ATTEMPTS) {
            world.agenda.after(100L + world.random.nextInt(1_000), again);
        }
    }

    private void askLater() {
        if (world.strikes(Fault.CLIENT_DIES, xid.id())) {
            return;
        }
        if (world.strikes(Fault.CLIENT_CHANGES_ITS_MIND, xid.id()) || world.random.nextInt(6) == 0) {
            Decision decision = world.random.nextInt(4) == 0 ? Decision.COMMIT : Decision.CANCEL;
            world.ask("client", xid.id(), to -> new Input.Decide(xid.id(), decision, to), answer -> {});
        }
        int questions = world.random.nextInt(4);
        for (int i = 0; i < questions; i++) {
            WaitFor wanted = WAITS[world.random.nextInt(WAITS.length)];
            world.agenda.after(world.random.nextInt(20_000), () -> await(wanted));
        }
        if (world.random.nextInt(3) == 0) {
            long later = Scenario.DAY_MILLIS * (1L + world.random.nextInt(3));
            world.agenda.after(later, () -> await(WaitFor.COMPLETED));
            if (key != null) {
                world.agenda.after(later, () -> submit(ATTEMPTS));
                world.agenda.after(
                        later, () -> world.askByKey(key, number, to -> new Input.FindByKey(key, to), answer -> {}));
            }
        }
    }

    private void await(WaitFor wanted) {
        world.ask("client", xid.id(), to -> new Input.Await(xid, wanted, to), answer -> {});
    }
}
