// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.app;

import io.holdfast.sample.payment.domain.Account;
import io.holdfast.sample.payment.domain.Ledger;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The accounts to look at. */
@RestController
public final class AccountController {
    private final Ledger ledger;

    public AccountController(Ledger ledger) {
        this.ledger = ledger;
    }

    @GetMapping("/accounts")
    public List<Account> accounts() {
        return ledger.accounts();
    }

    @GetMapping("/accounts/{account}")
    public Account account(@PathVariable String account) {
        Account found = ledger.account(account);
        if (found == null) {
            ErrorResponseException notFound = new ErrorResponseException(HttpStatus.NOT_FOUND);
            notFound.setDetail("There is no account " + account + ".");
            throw notFound;
        }
        return found;
    }
}
