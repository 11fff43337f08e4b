// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.List;

/** Whom this node calls, as it sees them. Safe for any thread; never blocks. */
public interface ParticipantsSeen {
    List<Participant> participants();

    /** How a participant is reached. */
    enum Kind {
        SEATA,
        DUBBO,
        HTTP
    }

    /** Whether a participant is called. */
    enum Breaker {
        CLOSED,
        /** It is left alone for a moment. */
        OPEN,
        /** A few calls find out whether it is well again. */
        HALF_OPEN
    }

    /**
     * @param name of Seata's the resource, of others their address
     * @param application of Seata's the application that serves the resource; null of others
     * @param connections of Seata's; empty of others
     * @param tries only Trys, or only other calls; null of Seata's, where there are no Trys
     * @param waiting calls that wait for their turn
     * @param underWay calls that have not been answered
     * @param breaker null of Seata's, which have none
     */
    record Participant(
            Kind kind,
            String name,
            String application,
            Boolean tries,
            List<Connection> connections,
            CallFigures calls,
            int waiting,
            int underWay,
            Breaker breaker) {
        public Participant {
            connections = List.copyOf(connections);
        }
    }

    /**
     * A Seata client's connection.
     *
     * @param client {@code application:ip:port}
     * @param version as the client wrote it
     * @param sinceMillis when it registered, in milliseconds since 1970
     */
    record Connection(String client, String application, String version, String address, long sinceMillis) {}
}
