// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import javax.sql.DataSource;
import org.apache.seata.integration.tx.api.fence.DefaultCommonFenceHandler;
import org.apache.seata.integration.tx.api.fence.FenceHandler;
import org.apache.seata.rm.fence.SpringFenceConfig;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Puts the guard into the stock client's extension point. It is a {@link SpringFenceConfig}, because Seata's
 * auto-configuration makes none where there is one.
 *
 * <p>The extension point is one per JVM: where several application contexts of one JVM have a guard each, the last one
 * that started serves them all.
 */
public final class GuardFenceConfig extends SpringFenceConfig {

    private final FenceHandler handler;

    public GuardFenceConfig(FenceHandler handler, DataSource dataSource, PlatformTransactionManager transactions) {
        super(dataSource, transactions);
        this.handler = handler;
    }

    /**
     * The stock handler puts itself in place when its class is initialised, which happens once: let it happen here, and
     * then replace it, so that nothing brings it back later.
     */
    @Override
    public void afterPropertiesSet() {
        super.afterPropertiesSet();
        DefaultCommonFenceHandler.get().setFenceHandler(handler);
    }

    /** The stock cleaner is not started: it removes by transaction id whatever rows that id has, live ones too. */
    @Override
    public void initCleanTask() {}
}
