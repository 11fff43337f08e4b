// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.Accounts.Token;
import io.holdfast.coordinator.port.ApiEntry;
import io.holdfast.coordinator.port.LogFailure;
import java.util.function.LongSupplier;

/** Lets those use the API who show an API token. Safe for any thread; asks the log every few seconds at most. */
public final class ApiTokens implements ApiEntry {
    private final Roster roster;

    /** @param clock milliseconds since 1970 */
    public ApiTokens(Accounts.Source accounts, LongSupplier clock) {
        this.roster = new Roster(accounts, System::nanoTime, clock);
    }

    @Override
    public Verdict check(String authorization, boolean acts) throws LogFailure {
        String shown = Secret.shownIn(authorization);
        Token token = shown == null ? null : roster.token(shown);
        if (token == null) {
            return Verdict.UNKNOWN;
        }
        return token.role().includes(acts ? Role.OPERATOR : Role.VIEWER) ? Verdict.WELCOME : Verdict.NOT_ENOUGH;
    }
}
