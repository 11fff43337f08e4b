// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.BusinessKey;
import io.holdfast.participant.CancelOnFailedTry;
import io.holdfast.participant.guard.Declared;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.seata.rm.tcc.api.BusinessActionContextParameter;
import org.junit.jupiter.api.Test;

final class DeclaredOnTryTest {

    /** Where the annotations of parameters and methods may stand. */
    interface Actions {
        void byOrder(@BusinessKey String orderNo, int count);

        @CancelOnFailedTry
        void byOrderAndLine(String orderNo, int line);

        void unknownToSeata(@BusinessKey String orderNo);

        void inAList(@BusinessKey @BusinessActionContextParameter(value = "orderNo", index = 0) String orderNo);

        void withoutKey(String orderNo);
    }

    static final class Bean implements Actions {
        @Override
        public void byOrder(@BusinessActionContextParameter("orderNo") String orderNo, int count) {}

        @Override
        public void byOrderAndLine(
                @BusinessKey @BusinessActionContextParameter(paramName = "orderNo") String orderNo,
                @BusinessKey @BusinessActionContextParameter("line") int line) {}

        @Override
        public void unknownToSeata(String orderNo) {}

        @Override
        public void inAList(String orderNo) {}

        @Override
        public void withoutKey(String orderNo) {}
    }

    private static Method method(String name) {
        return Arrays.stream(Actions.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static DeclaredOnTry declared(String name) {
        return DeclaredOnTry.of(new Bean(), method(name));
    }

    @Test
    void annotationsOfClassAndInterfaceCountTogether() {
        assertThat(declared("byOrder").of("O-1", 5)).isEqualTo(new Declared("O-1", false));
        assertThat(declared("byOrder").ofTry(Map.of("orderNo", "O-1"))).isEqualTo(new Declared("O-1", false));
        assertThat(declared("withoutKey").of("O-1")).isEqualTo(Declared.NOTHING);
    }

    @Test
    void severalPartsMakeOneKeyThatNoOtherPartsMake() {
        DeclaredOnTry declared = declared("byOrderAndLine");
        assertThat(declared.of("O-1", 5)).isEqualTo(new Declared("O-1/5", true));
        assertThat(declared.of("O/1", 5).businessKey())
                .isNotEqualTo(declared.of("O~11", 5).businessKey())
                .isEqualTo("O~11/5");
    }

    @Test
    void theKeyIsTheSameForTheArgumentsAndForWhatJsonMadeOfThem() {
        DeclaredOnTry declared = declared("byOrderAndLine");
        assertThat(declared.ofPhaseTwo(Map.of("orderNo", "O-1", "line", 5L))).isEqualTo(declared.of("O-1", 5));
        UUID id = UUID.randomUUID();
        assertThat(declared("byOrder").of(id, 1)).isEqualTo(declared("byOrder").ofPhaseTwo(Map.of("orderNo", "" + id)));
    }

    @Test
    void aKeyThatIsMissingOrWouldChangeOnItsWayIsRefusedInTry() {
        assertThatThrownBy(() -> declared("byOrder").of(null, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> declared("byOrder").of(1.5, 5)).hasMessageContaining("java.lang.Double");
        assertThatThrownBy(() -> declared("byOrder").of(" ", 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> declared("byOrder").of("x".repeat(129), 5)).hasMessageContaining("128");
        assertThatThrownBy(() -> declared("byOrder").ofTry(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** Otherwise the Confirm of a branch from before the action had a key would fail for ever. */
    @Test
    void aBranchFromBeforeTheActionHadAKeyHasNone() {
        assertThat(declared("byOrder").ofPhaseTwo(Map.of("count", 5))).isEqualTo(Declared.NOTHING);
    }

    @Test
    void aKeyThatSeatasClientWouldNotTellIsRefusedWhenItIsRead() {
        for (String method : new String[] {"unknownToSeata", "inAList"}) {
            assertThatThrownBy(() -> declared(method))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(method, "@BusinessActionContextParameter");
        }
    }
}
