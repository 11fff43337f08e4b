// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads journals, of one life after the other on the same log, and knows what must therefore be in the log: everything
 * that was acknowledged, and of what was not, a whole number of batches. Shares no code with log and engine.
 */
final class Judge {
    private static final Pattern TRANSACTION = Pattern.compile("transaction=(\\d+)");
    private static final Pattern OUTCOME = Pattern.compile("decision=(\\w+), cause=(\\w+)");

    /** The records that are in the log for sure, by transaction. */
    private final Map<String, List<String>> certain;
    /** Batches that may be in the log or not, in their order. */
    private final List<List<String>> unsure;

    private final Set<String> ids;
    private final Map<String, Integer> told;
    private int highestEpoch;

    Judge() {
        this.certain = new HashMap<>();
        this.unsure = new ArrayList<>();
        this.ids = new HashSet<>();
        this.told = new HashMap<>();
    }

    private Judge(Judge other) {
        this.certain = new HashMap<>(other.certain);
        this.unsure = new ArrayList<>(other.unsure);
        this.ids = new HashSet<>(other.ids);
        this.told = new HashMap<>(other.told);
        this.highestEpoch = other.highestEpoch;
    }

    /** One that has read the same until now. */
    Judge fork() {
        return new Judge(this);
    }

    /** Every transaction that is in the log for sure. */
    List<String> transactions() {
        return new ArrayList<>(new TreeMap<>(certain).keySet());
    }

    private static void check(boolean holds, String which, Object about) {
        if (!holds) {
            throw new AssertionError(which + ": " + about);
        }
    }

    void read(String line) {
        List<String> words = List.of(line.split("\t", -1));
        List<String> rest = words.subList(1, words.size());
        switch (words.get(0)) {
            case "taken" -> taken(Integer.parseInt(rest.get(0)));
            case "replayed" -> replayed(rest);
            case "append" -> unsure.add(rest);
            case "appended" -> appended();
            case "begun" -> newId(rest.get(0));
            case "registered" -> registered(rest.get(0), rest.get(1));
            case "standing" -> standing(rest.get(0), rest.get(1));
            case "refused" -> refused(rest.get(0), rest.get(1));
            case "called" -> called(rest.get(0), rest.get(1), rest.get(2));
            case "found" -> found(rest.get(0), rest.get(1));
            case "foundKey" -> foundKey(rest.get(0), rest.get(1));
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void taken(int epoch) {
        check(epoch > highestEpoch, "I20 every owner has an epoch of its own", epoch + " after " + highestEpoch);
        highestEpoch = epoch;
    }

    private void appended() {
        unsure.forEach(batch -> add(certain, batch));
        unsure.clear();
    }

    private static void add(Map<String, List<String>> log, List<String> batch) {
        for (String record : batch) {
            log.merge(transactionOf(record), List.of(record), (before, more) -> {
                List<String> all = new ArrayList<>(before);
                all.addAll(more);
                return all;
            });
        }
    }

    private static String transactionOf(String record) {
        Matcher matcher = TRANSACTION.matcher(record);
        check(matcher.find(), "a record has a transaction", record);
        return matcher.group(1);
    }

    private void replayed(List<String> records) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        add(found, records);
        Map<String, List<String>> expected = new HashMap<>(certain);
        Map<String, List<String>> difference = differences(expected, found);
        boolean same = difference.isEmpty();
        for (int more = 0; !same && more < unsure.size(); more++) {
            add(expected, unsure.get(more));
            same = differences(expected, found).isEmpty();
        }
        String which = "I15, I16 the log holds what was acknowledged, and of the rest whole batches";
        check(same, which + " (" + unsure.size() + " unsure)", difference);
        certain.putAll(expected);
        unsure.clear();
    }

    /** For each transaction that is not as expected: what was expected, then what was found. */
    private static Map<String, List<String>> differences(
            Map<String, List<String>> expected, Map<String, List<String>> found) {
        Map<String, List<String>> differences = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> one : expected.entrySet()) {
            List<String> unfinished = end(one.getValue()) == null ? one.getValue() : List.of();
            List<String> there = found.getOrDefault(one.getKey(), List.of());
            if (!unfinished.equals(there)) {
                differences.put(one.getKey(), List.of("expected " + unfinished, "found " + there));
            }
        }
        for (String id : found.keySet()) {
            if (!expected.containsKey(id)) {
                differences.put(id, List.of("expected nothing", "found " + found.get(id)));
            }
        }
        return differences;
    }

    /** The last record if it is the end, else null. */
    private static String end(List<String> records) {
        String last = records.isEmpty() ? "" : records.get(records.size() - 1);
        return last.startsWith("Finished[") ? last : null;
    }

    private void newId(String id) {
        check(ids.add(id), "I20 no id is given out twice", id);
    }

    private List<String> known(String id) {
        return certain.getOrDefault(id, List.of());
    }

    private void registered(String id, String branch) {
        newId(branch);
        check(isRegistered(id, branch), "I8 no branch id is answered before it is durable", id + ", " + branch);
    }

    private boolean isRegistered(String id, String branch) {
        return known(id).stream()
                .anyMatch(record ->
                        record.startsWith("BranchRegistered[") && record.contains("branchId=" + branch + ","));
    }

    private String decision(String id) {
        for (String record : known(id)) {
            if (record.startsWith("Decided[")) {
                return outcome(record).group(1);
            }
        }
        return "";
    }

    private static Matcher outcome(String record) {
        Matcher matcher = OUTCOME.matcher(record);
        check(matcher.find(), "a record has an outcome", record);
        return matcher;
    }

    private void standing(String id, String status) {
        if (known(id).isEmpty()) {
            return; // A transaction without a branch is not in the log, and there is nothing to be truthful about.
        }
        int rank =
                switch (status) {
                    case "TRYING" -> 0;
                    case "CONFIRMING", "CANCELLING" -> 1;
                    default -> 2;
                };
        if (rank > 0) {
            String decision = status.startsWith("CONFIRM") ? "COMMIT" : "CANCEL";
            check(decision(id).equals(decision), "I2 no outcome is answered before it is durable", id + ' ' + status);
        }
        boolean needsEnd = rank == 2 && known(id).stream().anyMatch(Judge::deniesTheEnd);
        check(!needsEnd || end(known(id)) != null, "I6 after a failure, final only once the end is durable", id);
        check(told.getOrDefault(id, 0) <= rank, "I6 an answered status never goes backwards", id + ' ' + status);
        told.put(id, rank);
    }

    /** Whoever recovers such a record takes the transaction for unfinished, unless its end is there too. */
    private static boolean deniesTheEnd(String record) {
        return record.startsWith("AttemptFailed[") && record.endsWith("afterPossibleEnd=false]");
    }

    private void refused(String id, String refusal) {
        if (refusal.equals("NO_SUCH_TRANSACTION")) {
            check(known(id).isEmpty(), "I6 a transaction with a branch stays answerable", id);
        }
    }

    private void called(String id, String branch, String phase) {
        if (phase.equals("TRY")) {
            check(isRegistered(id, branch), "I8 no Try before its branch is durable", id + ", " + branch);
            return;
        }
        String decision = phase.equals("CONFIRM") ? "COMMIT" : "CANCEL";
        check(decision(id).equals(decision), "I2, I3 calls follow a durable decision", id + ", " + branch);
    }

    private void foundKey(String key, String id) {
        String owner = "nothing";
        for (Map.Entry<String, List<String>> one : certain.entrySet()) {
            if (one.getValue().get(0).contains("key=" + key + ",")) {
                owner = one.getKey();
            }
        }
        check(id.equals(owner), "a key belongs to one transaction", key + ": " + id + ", not " + owner);
    }

    private void found(String id, String standing) {
        String end = end(known(id));
        String expected = "nothing";
        if (end != null) {
            Matcher outcome = outcome(end);
            expected = (outcome.group(1).equals("COMMIT") ? "CONFIRMED " : "CANCELLED ") + outcome.group(2);
        }
        check(standing.equals(expected), "I6 the end stays answerable", id + ": " + standing + ", not " + expected);
    }
}
