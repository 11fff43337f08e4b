// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.log.MySqlServers.OutOfStep;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MySqlServersTest {
    private static final String A = "jdbc:mysql://a:3306/log?sslMode=REQUIRED";
    private static final String B = "jdbc:mysql://b/log?sslMode=REQUIRED";
    private static final String C = "jdbc:mysql://[fe80::1]:3307/log?sslMode=REQUIRED";

    private final List<String> asked = new ArrayList<>();
    private final Set<String> down = new HashSet<>();
    private final Set<String> outOfStep = new HashSet<>();
    private final MySqlServers servers;

    MySqlServersTest() throws LogFailure {
        servers = MySqlServers.of("jdbc:mysql://a:3306,b,[fe80::1]:3307/log?sslMode=REQUIRED");
    }

    private void open() throws SQLException {
        servers.open((url, choosy) -> {
            asked.add(url);
            if (down.contains(url)) {
                throw new SQLException(url + " is down");
            }
            if (choosy && outOfStep.contains(url)) {
                throw new OutOfStep(url + " is out of step");
            }
            return null; // what it would be is nothing to the list
        });
    }

    @Test
    void allGoToTheFirstWhileItIsThere() throws SQLException {
        open();
        open();
        assertThat(asked).containsExactly(A, A);
    }

    @Test
    void onceItIsGoneAllGoToTheNextAndStayThere() throws SQLException {
        down.add(A);
        open();
        down.remove(A);
        open();
        assertThat(asked).containsExactly(A, B, B);
        assertThat(servers.current()).isEqualTo(B);
    }

    @Test
    void afterTheLastComesTheFirst() throws SQLException {
        down.addAll(List.of(A, B));
        open();
        down.clear();
        down.add(C);
        open();
        assertThat(asked).containsExactly(A, B, C, C, A);
    }

    @Test
    void oneThatIsOutOfStepIsTakenOnlyIfThereIsNoOther() throws SQLException {
        outOfStep.add(A);
        open();
        assertThat(servers.current()).isEqualTo(B);
        down.addAll(List.of(B, C));
        open();
        assertThat(servers.current()).isEqualTo(A);
    }

    @Test
    void whenNoneCanBeHadEachSaysWhy() {
        down.addAll(List.of(A, B, C));
        assertThatThrownBy(this::open).hasMessage(A + " is down").satisfies(failure -> assertThat(
                        failure.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly(B + " is down", C + " is down"));
        assertThat(asked).containsExactly(A, B, C);
    }

    @Test
    void aSingleUrlIsLeftAsItIs() throws LogFailure {
        for (String url :
                List.of("jdbc:mysql://address=(host=a)(port=1)/log", "jdbc:mysql://a", "jdbc:mysql://a:1/log?x=a,b")) {
            assertThat(MySqlServers.of(url).current()).isEqualTo(url);
        }
    }

    @Test
    void severalThatAreNotWrittenPlainlyAreRefused() {
        for (String hosts : List.of("(host=a,port=1),b", "a,", ",a", "a,b:x", "me@a,b")) {
            assertThatThrownBy(() -> MySqlServers.of("jdbc:mysql://" + hosts + "/log"))
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining("holdfast.log.url");
        }
    }
}
