// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeerComplaintsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final PeerComplaints complaints = new PeerComplaints(logger(), nanos::get);

    @Test
    void floodBecomesAFewLinesAndACount() {
        for (int i = 0; i < 1000; i++) {
            complaints.warn("bad " + i);
        }
        assertThat(messages()).containsExactly("bad 0", "bad 1", "bad 2", "bad 3", "bad 4");

        nanos.addAndGet(1_000_000_000);
        complaints.warn("again");
        complaints.warn("and again");
        assertThat(messages().subList(5, 7)).containsExactly("again (995 lines like this were left out)", "and again");
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Logger logger() {
        Logger logger = new LoggerContext().getLogger("test");
        lines.start();
        logger.addAppender(lines);
        return logger;
    }
}
