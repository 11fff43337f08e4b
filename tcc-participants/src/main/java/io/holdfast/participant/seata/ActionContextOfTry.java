// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import io.holdfast.participant.BranchContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.seata.common.Constants;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.integration.tx.api.interceptor.ActionContextUtil;
import org.apache.seata.integration.tx.api.util.JsonUtil;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.BusinessActionContextUtil;
import org.apache.seata.rm.tcc.api.ParamType;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes the action context that the stock client would make, from the arguments of Try: what the client's
 * {@code ActionInterceptorHandler} puts in, under the same names. For Confirm and Cancel it goes through JSON, as it does
 * on its way over the stock client's wire, so that their methods find the same types.
 */
final class ActionContextOfTry {

    private final TwoPhaseBusinessAction annotation;
    private final Map<String, Object> constants = new HashMap<>();
    private final List<BusinessActionContextParameter> parameters;
    private final int contextIndex;

    ActionContextOfTry(Declarations tryMethod, TwoPhaseBusinessAction annotation, Transactional transactional) {
        this.annotation = annotation;
        this.parameters = tryMethod.parameters(BusinessActionContextParameter.class);
        this.contextIndex =
                List.of(tryMethod.methods().get(0).getParameterTypes()).indexOf(BusinessActionContext.class);
        constants.put(Constants.PREPARE_METHOD, tryMethod.methods().get(0).getName());
        constants.put(Constants.COMMIT_METHOD, annotation.commitMethod());
        constants.put(Constants.ROLLBACK_METHOD, annotation.rollbackMethod());
        constants.put(Constants.ACTION_NAME, annotation.name());
        constants.put(Constants.USE_COMMON_FENCE, annotation.useTCCFence());
        if (transactional != null) {
            constants.put(Constants.TX_ISOLATION, transactional.isolation().value());
        }
    }

    /** The context of a Try. It takes its place among the arguments, if it has one there. */
    BusinessActionContext ofTry(BranchContext branch, Object... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (parameters.get(i) != null && arguments[i] == null) {
                throw new IllegalArgumentException("argument " + (i + 1) + " of Try of " + annotation.name()
                        + " is a @BusinessActionContextParameter and must not be null");
            }
        }
        BusinessActionContext context =
                new BusinessActionContext(branch.xid(), Long.toString(branch.branchId()), values(arguments));
        context.setActionName(annotation.name());
        context.setBranchType(BranchType.TCC);
        // There is no branch at Seata's coordinator to report to.
        context.setDelayReport(true);
        if (contextIndex >= 0) {
            arguments[contextIndex] = context;
        }
        return context;
    }

    BusinessActionContext ofPhaseTwo(BranchContext branch, Object... arguments) {
        String data = JsonUtil.toJSONString(Map.of(Constants.TX_ACTION_CONTEXT, values(arguments)));
        return BusinessActionContextUtil.getBusinessActionContext(
                branch.xid(), branch.branchId(), annotation.name(), data);
    }

    private Map<String, Object> values(Object... arguments) {
        Map<String, Object> values = new HashMap<>(constants);
        for (int i = 0; i < arguments.length; i++) {
            BusinessActionContextParameter parameter = parameters.get(i);
            if (parameter != null && arguments[i] != null) {
                ActionContextUtil.loadParamByAnnotationAndPutToContext(
                        ParamType.PARAM, "", arguments[i], parameter, values);
            }
        }
        return values;
    }
}
