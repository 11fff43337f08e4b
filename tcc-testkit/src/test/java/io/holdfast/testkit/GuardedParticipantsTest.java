// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.BusinessKey;
import io.holdfast.participant.TccAction;
import java.util.List;
import java.util.stream.Stream;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.apache.seata.rm.tcc.api.TwoPhaseBusinessAction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Participants as teams write them for the guard, without a thought of duplicates and order, keep every promise. */
final class GuardedParticipantsTest {

    private static final class Moves {
        private final JdbcTemplate jdbc;

        Moves(ShelfDatabase database) {
            jdbc = new JdbcTemplate(database.dataSource());
        }

        void freeze(String sku, int count) {
            jdbc.update("INSERT INTO held VALUES ('before it is refused', 0, ?, ?, 'HELD')", sku, count);
            if (jdbc.update(
                            "UPDATE shelf SET available = available - ?, frozen = frozen + ?"
                                    + " WHERE sku = ? AND available >= ?",
                            count,
                            count,
                            sku,
                            count)
                    == 0) {
                throw new IllegalStateException(sku + " is sold out");
            }
        }

        void sell(String sku, int count) {
            jdbc.update("UPDATE shelf SET frozen = frozen - ?, sold = sold + ? WHERE sku = ?", count, count, sku);
        }

        void release(String sku, int count) {
            jdbc.update(
                    "UPDATE shelf SET frozen = frozen - ?, available = available + ? WHERE sku = ?", count, count, sku);
        }
    }

    /** What is asked of the plain one. */
    record Request(String orderNo, String sku, int count) {}

    private record Plain(Moves moves) implements TccAction<Request> {
        @Override
        public String name() {
            return "plain-shelf";
        }

        @Override
        public Object prepare(BranchContext branch, Request request) {
            moves.freeze(request.sku(), request.count());
            return request.orderNo();
        }

        @Override
        public void confirm(BranchContext branch, Request request) {
            moves.sell(request.sku(), request.count());
        }

        @Override
        public void cancel(BranchContext branch, Request request) {
            moves.release(request.sku(), request.count());
        }

        @Override
        public String businessKey(Request request) {
            return request.orderNo();
        }
    }

    /** With Seata's annotation. */
    public static final class Annotated {
        private final Moves moves;

        Annotated(Moves moves) {
            this.moves = moves;
        }

        @TwoPhaseBusinessAction(name = "shelf", commitMethod = "sell", rollbackMethod = "release", useTCCFence = true)
        public boolean freeze(
                @BusinessKey @BusinessActionContextParameter("orderNo") String orderNo,
                @BusinessActionContextParameter("sku") String sku,
                @BusinessActionContextParameter("count") int count) {
            moves.freeze(sku, count);
            return true;
        }

        public boolean sell(BusinessActionContext branch) {
            moves.sell((String) branch.getActionContext("sku"), branch.getActionContext("count", Integer.class));
            return true;
        }

        public boolean release(BusinessActionContext branch) {
            moves.release((String) branch.getActionContext("sku"), branch.getActionContext("count", Integer.class));
            return true;
        }
    }

    @TestFactory
    Stream<DynamicTest> thePlainInterface() {
        ShelfDatabase database = new ShelfDatabase();
        return database.describe(InProcessWire.guarded(database.dataSource(), new Plain(new Moves(database))))
                .trying(number -> List.of(new Request("O-" + number, ShelfDatabase.PLENTY, 2)))
                .refusing(number -> List.of(new Request("O-" + number, ShelfDatabase.NONE, 2)))
                .scarce(number -> List.of(new Request("O-" + number, ShelfDatabase.FEW, 2)))
                .promises();
    }

    @TestFactory
    Stream<DynamicTest> seatasAnnotation() {
        ShelfDatabase database = new ShelfDatabase();
        return database.describe(InProcessWire.guarded(database.dataSource(), new Annotated(new Moves(database))))
                .trying(number -> List.of("O-" + number, ShelfDatabase.PLENTY, 2))
                .refusing(number -> List.of("O-" + number, ShelfDatabase.NONE, 2))
                .scarce(number -> List.of("O-" + number, ShelfDatabase.FEW, 2))
                .promises();
    }
}
