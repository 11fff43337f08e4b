// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Freezes stock. The test can make phase 2 fail. */
public class StockBusiness implements StockAction {

    private final JdbcTemplate jdbc;
    private final AtomicBoolean refusing = new AtomicBoolean();

    public StockBusiness(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional(isolation = Isolation.READ_COMMITTED, rollbackFor = Exception.class)
    public boolean freeze(
            BusinessActionContext context,
            @BusinessActionContextParameter(paramName = "sku") String sku,
            @BusinessActionContextParameter(paramName = "count") int count)
            throws OutOfStock {
        jdbc.update("UPDATE stock SET available = available - ?, frozen = frozen + ? WHERE sku = ?", count, count, sku);
        Integer available = jdbc.queryForObject("SELECT available FROM stock WHERE sku = ?", Integer.class, sku);
        if (available == null || available < 0) {
            throw new OutOfStock();
        }
        return true;
    }

    @Override
    public boolean sell(BusinessActionContext context) {
        move(context, "frozen = frozen - ?, sold = sold + ?");
        return !refusing.get();
    }

    @Override
    public void release(BusinessActionContext context) {
        move(context, "frozen = frozen - ?, available = available + ?");
        if (refusing.get()) {
            throw new IllegalStateException("the warehouse is closed");
        }
    }

    void refuse(boolean refuse) {
        refusing.set(refuse);
    }

    private void move(BusinessActionContext context, String change) {
        int count = ((Number) context.getActionContext("count")).intValue();
        jdbc.update("UPDATE stock SET " + change + " WHERE sku = ?", count, count, context.getActionContext("sku"));
    }
}
