// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What the participants did, in the database. Nothing in the table keeps a double effect out. */
@Component
public class Effects {

    private final JdbcTemplate jdbc;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<String, Runnable> hooks = new ConcurrentHashMap<>();

    public Effects(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        jdbc.execute("CREATE TABLE IF NOT EXISTS effect (id BIGINT AUTO_INCREMENT PRIMARY KEY,"
                + " xid VARCHAR(128) NOT NULL, what VARCHAR(200) NOT NULL)");
    }

    void add(String xid, String what) {
        jdbc.update("INSERT INTO effect (xid, what) VALUES (?, ?)", xid, what);
    }

    /** Runs what the test wants to happen while this order is handled. */
    void during(String orderNo) {
        hooks.getOrDefault(orderNo, () -> {}).run();
    }

    public void whileHandling(String orderNo, Runnable hook) {
        hooks.put(orderNo, hook);
    }

    boolean isClosed() {
        return closed.get();
    }

    /** While closed, Confirm of the shelf answers false. */
    public void close(boolean close) {
        closed.set(close);
    }

    public List<String> of(String xid) {
        return jdbc.queryForList("SELECT what FROM effect WHERE xid = ? ORDER BY id", String.class, xid);
    }
}
