// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo.app;

import io.holdfast.participant.CancelOnFailedTry;
import io.holdfast.participant.PermanentRefusalException;
import java.math.BigDecimal;
import org.apache.dubbo.config.annotation.DubboService;
import org.apache.seata.rm.tcc.api.BusinessActionContext;

/** Tells the bank before it knows whether it can keep the reservation: an effect that no rollback undoes. */
@DubboService
public class AccountParticipant implements Account {

    private final Effects effects;

    public AccountParticipant(Effects effects) {
        this.effects = effects;
    }

    @Override
    @CancelOnFailedTry
    public void reserve(BusinessActionContext branch, String owner, BigDecimal amount) {
        effects.add(branch.getXid(), "reserved " + amount.toPlainString() + " of " + owner);
        if (owner.equals("nobody")) {
            throw new IllegalStateException("the bank was told, but then the line broke");
        }
    }

    @Override
    public boolean capture(BusinessActionContext branch, String owner, BigDecimal amount) {
        if (owner.equals("blocked")) {
            throw new PermanentRefusalException("the account of blocked is closed for good");
        }
        effects.add(branch.getXid(), "captured " + amount.toPlainString() + " of " + owner);
        return true;
    }

    @Override
    public boolean refund(BusinessActionContext branch) {
        effects.add(branch.getXid(), "refunded " + branch.getActionContext("owner"));
        return true;
    }
}
