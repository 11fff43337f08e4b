// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What the callers of a load were told, what the coordinator says now, and what is in the participants' ledgers: all of
 * it read after everything has come to rest.
 */
final class LoadReport {
    /** What an application takes as "it is, or will be, rolled back". */
    private static final Set<String> TOLD_CANCELLED = Set.of("RollbackDone", "Rollbacking", "RollbackRetrying");
    /** The last one of transactions that never had a durable branch. */
    private static final Set<String> CANCELLED = Set.of("Rollbacked", "TimeoutRollbacked", "Finished");

    /**
     * @param trys how many Trys returned well to the caller
     * @param told what the caller saw: "returned", the code of an exception, or "none" if it did not ask
     */
    private record Transaction(String xid, String kind, int trys, String told, String status) {}

    private final List<Transaction> transactions = new ArrayList<>();
    private final Map<String, List<String>> branchStates = new HashMap<>();
    private final List<List<String>> ledgers;
    private int confirmedAmount;

    /** Ends the load of these processes and waits until their transactions are over, which must be within the time given. */
    static LoadReport atRest(List<ClientProcess> clients, Duration bound) {
        List<CompletableFuture<List<String>>> stopping =
                clients.stream().map(ClientProcess::stopLoad).toList();
        stopping.forEach(ClientProcess::join);
        List<CompletableFuture<List<String>>> reporting = clients.stream()
                .map(client -> client.reportLoad((int) bound.toMillis()))
                .toList();
        List<String> transactions = new ArrayList<>();
        reporting.forEach(report -> transactions.addAll(ClientProcess.join(report)));
        List<String> branches = new ArrayList<>();
        List<List<String>> ledgers = new ArrayList<>();
        for (ClientProcess client : clients) {
            branches.addAll(client.ledgerRows());
            ledgers.add(client.ledger());
        }
        return new LoadReport(transactions, branches, ledgers);
    }

    /** @param ledgers per process: what is frozen, what is sold, then anomalies */
    private LoadReport(List<String> transactions, List<String> branches, List<List<String>> ledgers) {
        for (String line : transactions) {
            String[] parts = line.split(" ", 5);
            this.transactions.add(new Transaction(parts[0], parts[1], Integer.parseInt(parts[2]), parts[3], parts[4]));
        }
        for (String line : branches) {
            String[] parts = line.split(" ", 3);
            branchStates.computeIfAbsent(parts[0], xid -> new ArrayList<>()).add(parts[1]);
            if (parts[1].equals("CONFIRMED")) {
                confirmedAmount += Integer.parseInt(parts[2]);
            }
        }
        this.ledgers = ledgers;
    }

    @Override
    public String toString() {
        long abandoned = transactions.size() - toldCommitted() - toldCancelled() - unanswered();
        long committed = transactions.stream()
                .filter(transaction -> !wasToldCommitted(transaction) && isCommitted(transaction))
                .count();
        return transactions.size() + " transactions with "
                + branchStates.values().stream().mapToInt(List::size).sum() + " branches: " + toldCommitted()
                + " answered committed, " + toldCancelled() + " answered rolled back, " + abandoned
                + " abandoned and cancelled at their timeout, " + unanswered() + " not answered, of which " + committed
                + " turned out committed and " + (unanswered() - committed) + " cancelled";
    }

    void check() {
        List<String> broken = new ArrayList<>();
        for (Transaction transaction : transactions) {
            List<String> states = branchStates.getOrDefault(transaction.xid(), List.of());
            String problem = problem(transaction, states);
            if (problem != null) {
                broken.add(problem + ": " + transaction + " with branches " + states);
            }
        }
        assertThat(broken).as("transactions whose answer or end is wrong").isEmpty();
        int sold = 0;
        for (List<String> ledger : ledgers) {
            assertThat(ledger.subList(2, ledger.size()))
                    .as("anomalies in a ledger")
                    .isEmpty();
            assertThat(ledger.get(0)).as("I14 what is frozen at rest").isEqualTo("0");
            sold += Integer.parseInt(ledger.get(1));
        }
        assertThat(sold).as("I14 what is sold is what was confirmed").isEqualTo(confirmedAmount);
    }

    /** How many callers asked for an outcome and were told none. */
    long unanswered() {
        return unansweredTransactions().size();
    }

    /** Those, and what their callers saw. */
    List<String> unansweredTransactions() {
        return transactions.stream()
                .filter(transaction -> !transaction.kind().equals("ABANDON"))
                .filter(transaction -> !wasToldCommitted(transaction) && !wasToldCancelled(transaction))
                .map(Transaction::toString)
                .toList();
    }

    long toldCommitted() {
        return transactions.stream().filter(LoadReport::wasToldCommitted).count();
    }

    long toldCancelled() {
        return transactions.stream().filter(LoadReport::wasToldCancelled).count();
    }

    private static String problem(Transaction transaction, List<String> states) {
        if (!isCommitted(transaction) && !CANCELLED.contains(transaction.status())) {
            return "I24 not over";
        }
        if (wasToldCommitted(transaction) && !isCommitted(transaction)) {
            return "I6 told committed, and is not";
        }
        if (wasToldCancelled(transaction) && isCommitted(transaction)) {
            return "I6 told rolled back, and is committed";
        }
        if (!transaction.kind().equals("COMMIT") && isCommitted(transaction)) {
            return "I1 committed, and nobody asked for it";
        }
        int confirmed = Collections.frequency(states, "CONFIRMED");
        if (isCommitted(transaction) && (confirmed != transaction.trys() || confirmed != states.size())) {
            return "I3 committed, and not every branch is confirmed";
        }
        if (!isCommitted(transaction) && (confirmed > 0 || states.contains("TRIED"))) {
            return "I3 cancelled, and not every branch is cancelled";
        }
        return null;
    }

    private static boolean isCommitted(Transaction transaction) {
        return transaction.status().equals("Committed");
    }

    private static boolean wasToldCommitted(Transaction transaction) {
        return transaction.told().equals("returned");
    }

    private static boolean wasToldCancelled(Transaction transaction) {
        return TOLD_CANCELLED.contains(transaction.told());
    }
}
