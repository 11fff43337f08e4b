// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.api.CallHeaders;
import io.holdfast.participant.BranchCall;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.Phase;
import java.util.Set;
import org.apache.dubbo.common.utils.PojoUtils;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.RpcContextAttachment;
import org.apache.dubbo.rpc.RpcException;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.model.FrameworkModel;
import org.apache.dubbo.rpc.service.GenericException;
import org.apache.dubbo.rpc.service.GenericService;

/**
 * A Dubbo service, called as a coordinator does: generic calls to one address, in Triple or the dubbo protocol. Connects
 * with the first call. Is a Dubbo application of its own, which ends when this is closed.
 */
public final class DubboWire implements Wire {

    private static final Set<String> FOR_GOOD =
            Set.of(GuardAnomalyException.class.getName(), PermanentRefusalException.class.getName());
    private static final int ANSWER_MILLIS = 30_000;

    private final Target target;
    private final ApplicationModel application;
    private final GenericService service;

    /**
     * Which service and which methods of it.
     *
     * @param group null for none
     * @param version null for none
     */
    private record Target(
            String url, String type, String group, String version, String tryMethod, String confirm, String cancel) {}

    private DubboWire(Target target) {
        this.target = target;
        this.application = FrameworkModel.defaultModel().newApplication();
        ApplicationConfig config = new ApplicationConfig("holdfast-tcc-testkit");
        config.setQosEnable(false);
        application.getApplicationConfigManager().setApplication(config);
        ReferenceConfig<GenericService> reference = new ReferenceConfig<>(application.newModule());
        reference.setInterface(target.type());
        reference.setGeneric("true");
        reference.setUrl(target.url());
        reference.setGroup(target.group());
        reference.setVersion(target.version());
        reference.setRetries(0);
        reference.setTimeout(ANSWER_MILLIS);
        reference.setCheck(false);
        this.service = reference.get();
    }

    /**
     * A service whose participant has {@code tcc-participants} on its class path, or has methods {@code confirm} and
     * {@code cancel}.
     *
     * @param url {@code tri://host:port} or {@code dubbo://host:port}
     * @param type the full name of the Dubbo interface
     * @param tryMethod {@code prepare} for a {@link io.holdfast.participant.TccAction}
     */
    public static DubboWire to(String url, String type, String tryMethod) {
        return to(url, type, null, null, tryMethod, "confirm", "cancel");
    }

    /**
     * Any service.
     *
     * @param group null for none
     * @param version null for none
     */
    public static DubboWire to(
            String url, String type, String group, String version, String tryMethod, String confirm, String cancel) {
        // Where it reads 127.0.0.1, Dubbo dials this machine's outside address. Written as one number it dials what was
        // meant.
        String dialled = url.replaceFirst("//(127\\.0\\.0\\.1|localhost)(?=[:/])", "//2130706433");
        return new DubboWire(new Target(dialled, type, group, version, tryMethod, confirm, cancel));
    }

    @Override
    public Answer call(BranchCall call, Object... arguments) {
        RpcContextAttachment headers = RpcContext.getClientAttachment();
        headers.setAttachment(CallHeaders.XID, call.xid());
        headers.setAttachment(CallHeaders.BRANCH_ID, Long.toString(call.branchId()));
        headers.setAttachment(CallHeaders.PHASE, call.phase().name());
        headers.setAttachment(CallHeaders.ACTION, target.tryMethod());
        headers.setAttachment(CallHeaders.ATTEMPT, Integer.toString(call.attempt()));
        headers.setAttachment(CallHeaders.REMAINING_MILLIS, Long.toString(call.remainingMillis()));
        try {
            return answer(call.phase(), service.$invoke(method(call.phase()), null, PojoUtils.generalize(arguments)));
        } catch (GenericException business) {
            String reason = business.getExceptionClass() + ": " + business.getExceptionMessage();
            return call.phase() == Phase.TRY || FOR_GOOD.contains(business.getExceptionClass())
                    ? new Answer.Refused(reason, null)
                    : new Answer.Failed(reason, null);
        } catch (RpcException wire) {
            return new Answer.Failed(Text.of(wire), wire);
        } finally {
            RpcContext.removeClientAttachment();
        }
    }

    private static Answer answer(Phase phase, Object value) {
        if (!Boolean.FALSE.equals(value)) {
            return new Answer.Done(phase == Phase.TRY ? value : null);
        }
        return phase == Phase.TRY
                ? new Answer.Refused("Try returned false", null)
                : new Answer.Failed(Text.of(phase) + " returned false", null);
    }

    private String method(Phase phase) {
        return switch (phase) {
            case TRY -> target.tryMethod();
            case CONFIRM -> target.confirm();
            case CANCEL -> target.cancel();
        };
    }

    @Override
    public void close() {
        application.destroy();
    }
}
