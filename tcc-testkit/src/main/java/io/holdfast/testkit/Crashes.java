// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Breaks a participant's connection to its database at any statement or commit, as a crash of the process or of the line
 * would: what was not committed is gone. Import it into a Spring test ({@code @Import(Crashes.class)}) and it surrounds
 * every {@link DataSource} bean; or surround one by hand, before the participant gets it.
 *
 * <p>Lets everything through until the kit arms it. One kit at a time may use it; the participant may call from any thread.
 */
public final class Crashes implements BeanPostProcessor {

    private record Armed(AtomicInteger left, AtomicReference<String> struckAt) {}

    private final AtomicReference<Armed> armed = new AtomicReference<>();

    /** The same data source, whose connections break when they are told to. */
    public DataSource around(DataSource dataSource) {
        return dataSource instanceof BreakableDataSource ? dataSource : new BreakableDataSource(dataSource, this);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof DataSource dataSource ? around(dataSource) : bean;
    }

    /** From now on, the connection breaks at the n-th statement or commit. */
    void arm(int point) {
        armed.set(new Armed(new AtomicInteger(point), new AtomicReference<>()));
    }

    /** Where it broke; null if there were fewer statements and commits. Nothing breaks any more. */
    String disarm() {
        return armed.getAndSet(null).struckAt().get();
    }

    /** Whether the connection is to break here. */
    boolean strikes(String where) {
        Armed now = armed.get();
        if (now == null || now.left().decrementAndGet() != 0) {
            return false;
        }
        now.struckAt().set(Text.cut(where));
        return true;
    }

    static SQLException broken() {
        return new SQLNonTransientConnectionException("the test kit broke the connection to the database", "08006");
    }
}
