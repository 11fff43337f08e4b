// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client's Seata version, and what follows from it. */
record ClientVersion(int major, int minor, int patch) implements Comparable<ClientVersion> {
    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(?:[.-][\\w.-]{1,40})?");
    private static final ClientVersion OLDEST = new ClientVersion(0, 7, 1);
    private static final ClientVersion CHECKS_OUTCOME = new ClientVersion(1, 7, 0);
    private static final ClientVersion ANSWERED_ONE_BY_ONE = new ClientVersion(2, 3, 0);

    /** @return null if the text is no version */
    static ClientVersion parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String patch = matcher.group(3);
        return new ClientVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    /** Clients up to 0.7 speak another protocol. */
    boolean isSpokenTo() {
        return compareTo(OLDEST) >= 0;
    }

    /**
     * Since 1.7 {@code TransactionalTemplate.commitTransaction} looks at the status that a commit was answered with, and
     * {@code rollbackTransaction} at that of a rollback. Before, whatever comes back is taken for what was asked.
     */
    boolean checksOutcome() {
        return compareTo(CHECKS_OUTCOME) >= 0;
    }

    /**
     * Since 2.3 {@code ClientOnResponseProcessor} forgets a merged request when its parts are answered one by one. Before,
     * it forgets it only when one merged result with its id comes, and would keep it for ever.
     */
    boolean takesMergedAnswersOneByOne() {
        return compareTo(ANSWERED_ONE_BY_ONE) >= 0;
    }

    @Override
    public int compareTo(ClientVersion other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = Integer.compare(minor, other.minor);
        return byMajor != 0 ? byMajor : byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
