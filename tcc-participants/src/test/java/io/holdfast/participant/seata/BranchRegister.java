// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.rm.tcc.TCCResourceManager;

/**
 * The stock TCC resource manager with the one thing replaced that needs a coordinator: branch ids are given out here.
 * The next one can be set, to see what a duplicate of a Try does.
 */
public final class BranchRegister extends TCCResourceManager {

    private final AtomicLong lastBranchId = new AtomicLong(100);
    private final Map<Long, String> applicationData = new ConcurrentHashMap<>();

    @Override
    public Long branchRegister(
            BranchType branchType,
            String resourceId,
            String clientId,
            String xid,
            String applicationData,
            String lockKeys) {
        long branchId = lastBranchId.incrementAndGet();
        this.applicationData.put(branchId, applicationData);
        return branchId;
    }

    public long lastBranchId() {
        return lastBranchId.get();
    }

    public void nextBranchId(long branchId) {
        lastBranchId.set(branchId - 1);
    }

    public String applicationData(long branchId) {
        return applicationData.get(branchId);
    }
}
