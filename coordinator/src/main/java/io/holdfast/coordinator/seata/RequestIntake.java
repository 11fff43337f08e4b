// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Turns one connection's frames into inputs for the lanes, and answers at once what no lane is needed for. Used by the
 * connection's event loop only.
 */
final class RequestIntake {
    private static final String BUSY = "the coordinator has more to do than it can take; nothing was changed";

    private final Front front;
    private final SeataConnection connection;

    RequestIntake(Front front, SeataConnection connection) {
        this.front = front;
        this.connection = connection;
    }

    /** @throws MalformedMessage if it is not what a client sends here and now */
    void frame(ByteBuf frame) {
        int start = frame.readerIndex();
        int headLength = frame.getUnsignedShort(start + 7);
        int type = frame.getByte(start + 9);
        int codec = frame.getByte(start + 10);
        int compressor = frame.getByte(start + 11);
        int requestId = frame.getInt(start + 12);
        if (headLength < FrameType.HEAD_BYTES || headLength > frame.readableBytes()) {
            throw new MalformedMessage("a frame's head claims " + headLength + " bytes");
        }
        frame.skipBytes(headLength); // the head map, if there is one, says nothing that is needed
        switch (type) {
            case FrameType.PING -> connection.pong(requestId);
            case FrameType.PONG -> {
                // nothing was asked
            }
            case FrameType.REQUEST, FrameType.ONE_WAY, FrameType.RESPONSE -> body(frame, codec, compressor, requestId);
            default -> throw new MalformedMessage("a frame is of type " + type);
        }
    }

    private void body(ByteBuf body, int codec, int compressor, int requestId) {
        if (codec != FrameType.SEATA_CODEC) {
            throw new MalformedMessage(
                    "codec " + codec + " is not served: set the client's transport.serialization to seata");
        }
        boolean known = connection.identity() != null;
        int limit = known ? front.settings().maxFrameBytes() : front.settings().maxRegistrationBytes();
        ByteBuf plain = compressor == Decompressor.NONE ? body : Decompressor.decompress(compressor, body, limit);
        if (plain.readableBytes() < 2) {
            throw new MalformedMessage("a message has no body");
        }
        int code = plain.getShort(plain.readerIndex());
        if (!known && !ClientMessageReader.isOpenToAll(code)) {
            throw new MalformedMessage("a message of type " + code + " came before any registration");
        }
        message(requestId, ClientMessageReader.read(new WireReader(plain)));
    }

    private void message(int requestId, ClientMessage message) {
        if (message instanceof ClientMessage.Request request) {
            request(request, new SeataReply(connection, requestId, request.kind(), null, 0));
        } else if (message instanceof ClientMessage.BranchResult response) {
            connection.branchAnswered(requestId, response);
        } else if (message instanceof ClientMessage.Merged merged) {
            merged(requestId, merged);
        } else if (message instanceof ClientMessage.Register register) {
            register(requestId, register.registration());
        } else if (message instanceof ClientMessage.Heartbeat) {
            connection.pong(requestId);
        } else if (message instanceof ClientMessage.Unknown unknown) {
            // Closing would fail the requests under way on this connection; whoever waits for an answer times out.
            front.complaints()
                    .warn("Ignored a message of unknown type " + unknown.code() + " from "
                            + connection.identity().clientId());
        }
    }

    private void merged(int requestId, ClientMessage.Merged merged) {
        int count = merged.requests().size();
        boolean oneByOne =
                merged.ids() != null && connection.identity().version().takesMergedAnswersOneByOne();
        MergedReply together = oneByOne ? null : new MergedReply(requestId, count);
        for (int i = 0; i < count; i++) {
            ClientMessage.Request request = merged.requests().get(i);
            int id = oneByOne ? merged.ids().get(i) : requestId;
            request(request, new SeataReply(connection, id, request.kind(), together, i));
        }
        if (count == 0 && together != null) {
            connection.mergedAnswers(together);
        }
    }

    // ---- registration ----

    private void register(int requestId, Registration registration) {
        ClientVersion version = ClientVersion.parse(registration.version());
        connection.register(requestId, registration, version, registrationProblem(registration, version));
    }

    /** @return null if the client may register like this */
    private String registrationProblem(Registration registration, ClientVersion version) {
        if (version == null || !version.isSpokenTo()) {
            return "client version '" + printable(registration.version()) + "' is not served";
        }
        if (registration.application().isBlank()) {
            return "the application id is empty";
        }
        if (isTooLong(registration.application()) || isTooLong(registration.group())) {
            return "the application id or the transaction service group is longer than "
                    + front.settings().maxNameBytes() + " bytes (holdfast.seata.max-name-bytes)";
        }
        // Both end up in log lines, which a client must not be able to forge.
        if (hasControlCharacter(registration.application()) || hasControlCharacter(registration.group())) {
            return "the application id or the transaction service group has a control character";
        }
        for (String resource : registration.resources()) {
            if (isTooLong(resource)) {
                return "a resource id is longer than " + front.settings().maxNameBytes()
                        + " bytes (holdfast.seata.max-name-bytes)";
            }
        }
        if (connection.resourceCount() + registration.resources().size()
                > front.settings().maxResources()) {
            return "more than " + front.settings().maxResources() + " resources (holdfast.seata.max-resources)";
        }
        ClientIdentity before = connection.identity();
        if (before != null
                && (before.role() != registration.role()
                        || !before.application().equals(registration.application()))) {
            return "this connection is registered as " + before.role() + " of '" + before.application() + "'";
        }
        return front.admission().refusal(registration, connection.peer());
    }

    // ---- requests ----

    private void request(ClientMessage.Request request, SeataReply to) {
        if (request instanceof ClientMessage.Begin begin) {
            begin(begin, to);
        } else if (request instanceof ClientMessage.AboutXid about) {
            aboutXid(about, to);
        } else if (request instanceof ClientMessage.RegisterBranch register) {
            registerBranch(register, to);
        } else if (request instanceof ClientMessage.ReportBranch report) {
            reportBranch(report, to);
        } else if (request instanceof ClientMessage.QueryLock) {
            connection.answer(to, WireAnswer.of(RequestKind.QUERY_LOCK, null)); // nothing is ever locked globally
        }
    }

    private void begin(ClientMessage.Begin begin, SeataReply to) {
        if (isTooLong(begin.name())) {
            refuse(
                    to,
                    Refusal.LIMIT,
                    "the transaction's name is longer than " + front.settings().maxNameBytes()
                            + " bytes (holdfast.seata.max-name-bytes)");
            return;
        }
        ClientIdentity caller = connection.identity();
        offer(
                new Input.Begin(
                        new BeginFacts(begin.name(), caller.application(), caller.group(), begin.timeoutMillis()), to),
                to);
    }

    private void aboutXid(ClientMessage.AboutXid about, SeataReply to) {
        TransactionId id = transaction(about.xid(), to);
        if (id == null) {
            return;
        }
        switch (about.kind()) {
            case COMMIT -> offer(new Input.Decide(id, Decision.COMMIT, to), to);
            case ROLLBACK -> offer(new Input.Decide(id, Decision.CANCEL, to), to);
            // A saga engine reports how its saga went; here the branches say that themselves.
            case STATUS, REPORT -> offer(new Input.AskStatus(id, to), to);
            case BEGIN, REGISTER_BRANCH, REPORT_BRANCH, QUERY_LOCK ->
                throw new IllegalArgumentException("not about an xid: " + about);
        }
    }

    private void registerBranch(ClientMessage.RegisterBranch register, SeataReply to) {
        BranchType type = branchType(register.branchType());
        if (type == null) {
            connection.answer(
                    to,
                    WireAnswer.failed(
                            RequestKind.REGISTER_BRANCH,
                            ErrorCode.BRANCH_REGISTER_FAILED,
                            null,
                            unservedType(register.branchType())));
        } else if (isDataTooLarge(register.applicationData())) {
            refuse(to, Refusal.LIMIT, dataTooLarge());
        } else if (register.resourceId().isBlank()) {
            refuse(to, Refusal.LIMIT, "the resource id is empty: nobody could be called to confirm or cancel it");
        } else if (isTooLong(register.resourceId())) {
            refuse(
                    to,
                    Refusal.LIMIT,
                    "the resource id is longer than " + front.settings().maxNameBytes()
                            + " bytes (holdfast.seata.max-name-bytes)");
        } else {
            TransactionId id = transaction(register.xid(), to);
            if (id != null) {
                ClientIdentity participant = connection.identity();
                BranchFacts facts = new BranchFacts(
                        type,
                        register.resourceId(),
                        participant.application(),
                        participant.clientId(),
                        nullIfEmpty(register.applicationData()));
                offer(new Input.RegisterBranch(id, facts, to), to);
            }
        }
    }

    private void reportBranch(ClientMessage.ReportBranch report, SeataReply to) {
        if (isDataTooLarge(report.applicationData())) {
            refuse(to, Refusal.LIMIT, dataTooLarge());
            return;
        }
        TransactionId id = transaction(report.xid(), to);
        if (id != null) {
            offer(new Input.ReportBranch(id, report.branchId(), nullIfEmpty(report.applicationData()), to), to);
        }
    }

    private void offer(Input.Request input, SeataReply to) {
        if (!connection.inFlight().mayTake()) {
            refuse(
                    to,
                    Refusal.BUSY,
                    "this connection has " + 2 * front.settings().maxRequestsInFlight()
                            + " requests unanswered; nothing was changed (holdfast.seata.max-requests-in-flight)");
        } else if (front.coordinator().offer(input)) {
            connection.inFlight().taken(connection.channel());
        } else {
            refuse(to, Refusal.BUSY, BUSY);
        }
    }

    private void refuse(SeataReply to, Refusal refusal, String message) {
        connection.answer(
                to,
                AnswerTable.answer(
                        to.kind(),
                        new Answer.Refused(refusal, message),
                        connection.identity().version()));
    }

    /** @return null if the text is no xid, which has then been answered: no transaction has such a name */
    private TransactionId transaction(String xid, SeataReply to) {
        try {
            return Xid.parse(xid).id();
        } catch (IllegalArgumentException noXid) {
            refuse(to, Refusal.NO_SUCH_TRANSACTION, noXid.getMessage());
            return null;
        }
    }

    /** @return null for AT and for what is not known */
    private static BranchType branchType(int code) {
        for (BranchType type : BranchType.values()) {
            if (FrameWriter.branchTypeCode(type) == code) {
                return type;
            }
        }
        return null;
    }

    private static String unservedType(int code) {
        return code == 0
                ? "AT branches are not served: they need global row locks, which a TCC coordinator does not keep;"
                        + " use TCC, or point this data source's application at a Seata server"
                : "branch type " + code + " is not known";
    }

    private String dataTooLarge() {
        return "the application data is larger than "
                + front.settings().maxApplicationDataBytes()
                + " bytes (holdfast.seata.max-application-data-bytes)";
    }

    private boolean isDataTooLarge(String data) {
        return isLonger(data, front.settings().maxApplicationDataBytes());
    }

    private boolean isTooLong(String name) {
        return isLonger(name, front.settings().maxNameBytes());
    }

    /** Counts the bytes only where the number of characters leaves it open. */
    private static boolean isLonger(String text, int maxBytes) {
        return text.length() > maxBytes || (3L * text.length() > maxBytes && ByteBufUtil.utf8Bytes(text) > maxBytes);
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String printable(String text) {
        String shown = text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
