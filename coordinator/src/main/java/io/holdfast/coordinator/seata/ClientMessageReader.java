// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads message bodies in Seata's own codec: per message the fields that the client's class
 * {@code org.apache.seata.serializer.seata.protocol.<Message>Codec} writes. These are the same from 1.4.2 to 2.6.0, but
 * for the ids after a merged message's requests, which came with 1.5. Has no state; safe for any thread.
 */
final class ClientMessageReader {
    private ClientMessageReader() {}

    /**
     * @param in a whole body, its two bytes of message code first
     * @throws MalformedMessage if it is not what a client sends
     */
    static ClientMessage read(WireReader in) {
        int code = in.int16("the message code");
        return switch (code) {
            case MessageCode.REGISTER_TM -> new ClientMessage.Register(registration(Role.CALLER, in));
            case MessageCode.REGISTER_RM -> new ClientMessage.Register(registration(Role.PARTICIPANT, in));
            case MessageCode.HEARTBEAT -> new ClientMessage.Heartbeat();
            case MessageCode.MERGED -> merged(in);
            case MessageCode.BRANCH_COMMIT_RESULT -> branchResult(Phase.CONFIRM, in);
            case MessageCode.BRANCH_ROLLBACK_RESULT -> branchResult(Phase.CANCEL, in);
            default -> {
                ClientMessage.Request request = request(code, in);
                yield request == null ? new ClientMessage.Unknown(code) : request;
            }
        };
    }

    /** Whether a body with this code may come from a connection that has not registered. */
    static boolean isOpenToAll(int code) {
        return code == MessageCode.REGISTER_TM || code == MessageCode.REGISTER_RM || code == MessageCode.HEARTBEAT;
    }

    /** @return null if the code is none of a request */
    private static ClientMessage.Request request(int code, WireReader in) {
        return switch (code) {
            case MessageCode.BEGIN -> begin(in);
            case MessageCode.COMMIT -> aboutXid(RequestKind.COMMIT, in);
            case MessageCode.ROLLBACK -> aboutXid(RequestKind.ROLLBACK, in);
            case MessageCode.STATUS -> aboutXid(RequestKind.STATUS, in);
            case MessageCode.REPORT -> {
                ClientMessage.Request report = aboutXid(RequestKind.REPORT, in);
                in.int8("the global status");
                yield report;
            }
            case MessageCode.BRANCH_REGISTER -> registerBranch(in);
            case MessageCode.BRANCH_REPORT -> reportBranch(in);
            case MessageCode.LOCK_QUERY -> {
                registerBranch(in); // the fields are the same
                yield new ClientMessage.QueryLock();
            }
            default -> null;
        };
    }

    private static Registration registration(Role role, WireReader in) {
        String version = in.shortText("the version");
        String application = in.shortText("the application id");
        String group = in.shortText("the transaction service group");
        String extraData = in.shortText("the extra data");
        List<String> resources = List.of();
        // A participant without any resource ends its message here or with an empty list.
        if (role == Role.PARTICIPANT && !in.isAtEnd()) {
            resources = resources(in.longText("the resource ids"));
        }
        return new Registration(role, version, application, group, extraData, resources);
    }

    private static List<String> resources(String commaSeparated) {
        List<String> resources = new ArrayList<>();
        int start = 0;
        while (start < commaSeparated.length()) {
            int comma = commaSeparated.indexOf(',', start);
            int end = comma < 0 ? commaSeparated.length() : comma;
            String resource = commaSeparated.substring(start, end);
            if (!resource.isBlank()) {
                resources.add(resource);
            }
            start = end + 1;
        }
        return resources;
    }

    private static ClientMessage.Merged merged(WireReader in) {
        int length = in.int32("the merged message's length");
        WireReader body = in.slice(length, "the merged message");
        int count = body.int16("the number of merged messages");
        if (count < 0) {
            throw new MalformedMessage("the number of merged messages is negative");
        }
        List<ClientMessage.Request> requests = new ArrayList<>(Math.min(count, body.remaining() / 2));
        for (int i = 0; i < count; i++) {
            int code = body.int16("a merged message's code");
            ClientMessage.Request request = request(code, body);
            if (request == null) {
                throw new MalformedMessage("a merged message holds one of type " + code);
            }
            requests.add(request);
        }
        if (body.isAtEnd()) {
            return new ClientMessage.Merged(requests, null);
        }
        List<Integer> ids = new ArrayList<>(Math.min(count, body.remaining() / 4));
        for (int i = 0; i < count; i++) {
            ids.add(body.int32("a merged message's id"));
        }
        return new ClientMessage.Merged(requests, ids);
    }

    private static ClientMessage.Request begin(WireReader in) {
        int timeoutMillis = in.int32("the timeout");
        return new ClientMessage.Begin(in.shortText("the transaction's name"), timeoutMillis);
    }

    private static ClientMessage.Request aboutXid(RequestKind kind, WireReader in) {
        String xid = in.shortText("the xid");
        in.shortText("the extra data");
        return new ClientMessage.AboutXid(kind, xid);
    }

    private static ClientMessage.Request registerBranch(WireReader in) {
        String xid = in.shortText("the xid");
        int type = in.int8("the branch type");
        String resourceId = in.shortText("the resource id");
        in.skipLongText("the lock keys");
        return new ClientMessage.RegisterBranch(xid, type, resourceId, in.longText("the application data"));
    }

    private static ClientMessage.Request reportBranch(WireReader in) {
        String xid = in.shortText("the xid");
        long branchId = in.int64("the branch id");
        in.int8("the branch status");
        in.shortText("the resource id");
        String applicationData = in.longText("the application data");
        in.int8("the branch type");
        return new ClientMessage.ReportBranch(xid, branchId, applicationData);
    }

    private static ClientMessage branchResult(Phase phase, WireReader in) {
        int result = in.int8("the result code");
        boolean succeeded = result == 1;
        String message = succeeded ? "" : in.shortText("the result's message");
        in.int8("the exception code");
        String xid = in.shortText("the xid");
        long branchId = in.int64("the branch id");
        return new ClientMessage.BranchResult(phase, succeeded, message, xid, branchId, in.int8("the branch status"));
    }
}
