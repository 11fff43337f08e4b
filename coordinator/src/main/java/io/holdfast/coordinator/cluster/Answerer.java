// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.Answer;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who asked, on one event loop, so that they need no lock between them; and says when a burst of answers is over.
 * Once the loop has ended, whoever finds that it asked too late is told by its own thread, one at a time.
 */
final class Answerer {
    private static final Logger LOG = LoggerFactory.getLogger(Answerer.class);

    /** Whom to tell what. */
    private record Told(Consumer<Answer> asker, Answer answer) {}

    private final Burst<Told> later;
    private final Runnable endOfBurst;
    private boolean inBurst;

    Answerer(EventLoop loop, Runnable endOfBurst) {
        this.later = new Burst<>(loop, this::tellLater);
        this.endOfBurst = endOfBurst;
    }

    /** The loop's. */
    void tell(Consumer<Answer> asker, Answer answer) {
        inBurst = true;
        try {
            asker.accept(answer);
        } catch (RuntimeException bug) { // one who asked; the others must hear all the same
            LOG.error("An answer could not be taken: {}", answer, bug);
        }
    }

    /** The loop's. Nothing happens if nobody was told anything since the last time. */
    void endBurst() {
        if (inBurst) {
            inBurst = false;
            try {
                endOfBurst.run();
            } catch (RuntimeException bug) { // no reason to lose the connection that the burst came from
                LOG.error("A burst of answers could not be ended", bug);
            }
        }
    }

    /** Any thread's. */
    void tellSoon(Consumer<Answer> asker, Answer answer) {
        if (!later.add(new Told(asker, answer))) {
            afterTheEnd(this::tellLater);
        }
    }

    /** Instead of the loop, which has ended. */
    synchronized void afterTheEnd(Runnable telling) {
        telling.run();
    }

    private void tellLater() {
        for (int left = later.size();
                left > 0;
                left--) { // whoever asks again at once is not told before others had a turn
            Told next = later.poll();
            tell(next.asker(), next.answer());
        }
        endBurst();
    }
}
