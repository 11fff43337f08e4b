// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the front's log lines out of the output where connections come and go by the thousand. */
final class QuietFront {
    private final Logger front = (Logger) LoggerFactory.getLogger(SeataServer.class.getPackageName());

    void begin() {
        front.setLevel(Level.OFF);
    }

    void end() {
        front.setLevel(null);
    }
}
