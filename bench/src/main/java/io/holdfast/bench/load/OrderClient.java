// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import io.holdfast.bench.participants.EffectBooks;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** Callers that place orders in one way, a thread each. Every order's effects are counted where they are kept. */
final class OrderClient implements LoadClient {
    private final Way way;
    private final EffectBooks effects;
    private final int parts;
    private final String prefix;
    private int round;

    /**
     * Connected already.
     *
     * @param parts how many participants each order has
     */
    OrderClient(Way way, EffectBooks effects, int parts) {
        this.way = way;
        this.effects = effects;
        this.parts = parts;
        // Idempotency keys are for ever: no two clients of one coordinator may give the same.
        this.prefix = "O-" + ProcessHandle.current().pid();
    }

    @Override
    public RoundResult run(RoundPlan plan) throws IOException, InterruptedException {
        Books books = new Books();
        LongAdder placed = new LongAdder();
        String roundPrefix = prefix + "-" + ++round + "-";
        return new ClosedLoop(plan, books, (caller, number) -> {
                    way.place(roundPrefix + caller + "-" + number);
                    placed.increment();
                })
                .run(() -> close(books, placed.sum()));
    }

    private void close(Books books, long placed) {
        EffectBooks.Balance balance = effects.close(parts);
        EffectBooks.Balance wanted = new EffectBooks.Balance(placed, placed, 0, parts * placed);
        if (balance.equals(wanted)) {
            books.foundSound(parts * placed);
        } else {
            books.problem("of " + placed + " orders the participants have " + balance + " instead of " + wanted);
        }
    }

    /** Nothing: it ends with its process. */
    @Override
    public void close() {}
}
