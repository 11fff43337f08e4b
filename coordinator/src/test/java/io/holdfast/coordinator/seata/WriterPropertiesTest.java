// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.apache.seata.core.exception.TransactionExceptionCode;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.MergeResultMessage;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndRequest;
import org.apache.seata.core.protocol.transaction.AbstractGlobalEndResponse;
import org.apache.seata.core.protocol.transaction.AbstractTransactionResponse;
import org.apache.seata.core.protocol.transaction.BranchCommitRequest;
import org.apache.seata.core.protocol.transaction.BranchRegisterResponse;
import org.apache.seata.core.protocol.transaction.GlobalBeginResponse;
import org.junit.jupiter.api.Test;

/** Every message that is written, with any content, is read by the stock client's codec as what was meant. Seeded. */
class WriterPropertiesTest {
    private static final int ROUNDS = 3_000;
    private static final int[] ALPHABET = {'a', 'Z', '0', '"', '\n', 0, 0x7f, 0xe9, 0x7ff, 0x5eab, 0xfffd, 0x1f680};

    private final Random random = new Random(1);
    private final ByteBuf out = Unpooled.buffer();

    @Test
    void answers() {
        for (int i = 0; i < ROUNDS; i++) {
            int id = random.nextInt();
            WireAnswer answer = anyAnswer();
            FrameWriter.answer(out, id, answer);

            StockFrame frame = StockFrame.read(out);
            assertThat(out.isReadable()).isFalse();
            assertThat(frame.id()).isEqualTo(id);
            assertSame(frame.body(), answer);
        }
    }

    @Test
    void mergedAnswers() {
        for (int i = 0; i < ROUNDS / 10; i++) {
            WireAnswer[] answers = new WireAnswer[random.nextInt(20)];
            for (int slot = 0; slot < answers.length; slot++) {
                answers[slot] = anyAnswer();
            }
            FrameWriter.mergedAnswers(out, i, answers);

            AbstractMessage[] read = ((MergeResultMessage) StockFrame.read(out).body()).getMsgs();
            assertThat(out.isReadable()).isFalse();
            assertThat(read).hasSameSizeAs(answers);
            for (int slot = 0; slot < answers.length; slot++) {
                assertSame(read[slot], answers[slot]);
            }
        }
    }

    @Test
    void calls() {
        for (int i = 0; i < ROUNDS; i++) {
            BranchFacts facts =
                    new BranchFacts(one(BranchType.values()), "r" + text(300), "app", "app:1.2.3.4:5", text(3000));
            Xid xid = new Xid("host-" + random.nextInt(99) + ":8091", new TransactionId(1 + random.nextInt(99)));
            BranchCall call = new BranchCall(xid, random.nextLong(), facts, one(Phase.values()), 1, 0);
            FrameWriter.call(out, i, call, xid.toString());

            AbstractBranchEndRequest read =
                    (AbstractBranchEndRequest) StockFrame.read(out).body();
            assertThat(out.isReadable()).isFalse();
            assertThat(read instanceof BranchCommitRequest).isEqualTo(call.phase() == Phase.CONFIRM);
            assertThat(read.getXid()).isEqualTo(xid.toString());
            assertThat(read.getBranchId()).isEqualTo(call.branchId());
            assertThat(read.getBranchType().name()).isEqualTo(facts.type().name());
            assertThat(orEmpty(read.getResourceId())).isEqualTo(facts.resourceId());
            assertThat(orEmpty(read.getApplicationData())).isEqualTo(facts.applicationData());
        }
    }

    private WireAnswer anyAnswer() {
        RequestKind kind = one(RequestKind.values());
        if (random.nextInt(3) == 0) {
            return WireAnswer.failed(kind, one(ErrorCode.values()), one(GlobalStatusCode.values()), text(9000));
        }
        return switch (kind) {
            case BEGIN -> WireAnswer.begun(text(500));
            case REGISTER_BRANCH -> WireAnswer.registered(random.nextLong());
            default -> WireAnswer.of(kind, one(GlobalStatusCode.values()));
        };
    }

    private static void assertSame(AbstractMessage message, WireAnswer answer) {
        AbstractTransactionResponse read = (AbstractTransactionResponse) message;
        assertThat(read.getTypeCode()).isEqualTo((short) answer.code());
        assertThat(read.getResultCode() == ResultCode.Success).isEqualTo(answer.succeeded());
        assertThat(read.getTransactionExceptionCode())
                .isEqualTo(TransactionExceptionCode.get(answer.error().code()));
        if (!answer.succeeded()) {
            assertThat(answer.message()).startsWith(orEmpty(read.getMsg()));
            assertThat(orEmpty(read.getMsg()).length())
                    .isGreaterThanOrEqualTo(Math.min(7_999, answer.message().length()));
        }
        if (read instanceof AbstractGlobalEndResponse end) {
            assertThat(end.getGlobalStatus().getCode())
                    .isEqualTo(answer.status().code());
        } else if (read instanceof GlobalBeginResponse begin) {
            assertThat(orEmpty(begin.getXid())).isEqualTo(orEmpty(answer.xid()));
        } else if (read instanceof BranchRegisterResponse register) {
            assertThat(register.getBranchId()).isEqualTo(answer.branchId());
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private String text(int mostChars) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(random.nextInt(9) == 0 ? mostChars : 40); length > 0; length--) {
            text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
