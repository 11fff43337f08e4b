// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Hands out connections that {@link Crashes} can break. */
final class BreakableDataSource extends DelegatingDataSource {

    private final Crashes crashes;

    BreakableDataSource(DataSource real, Crashes crashes) {
        super(real);
        this.crashes = crashes;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return breakable(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return breakable(super.getConnection(username, password));
    }

    private Connection breakable(Connection real) {
        return proxy(Connection.class, new Link(real, crashes));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** A connection. Belongs to the thread that uses the connection. */
    private static final class Link implements InvocationHandler {

        /** What a pool or a transaction manager does with a broken connection before it gives it back. */
        private static final Set<String> AFTER_THE_END =
                Set.of("close", "abort", "unwrap", "isWrapperFor", "toString", "hashCode", "equals", "clearWarnings");

        private final Connection real;
        private final Crashes crashes;
        private boolean broken;

        Link(Connection real, Crashes crashes) {
            this.real = real;
            this.crashes = crashes;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (broken && !AFTER_THE_END.contains(name)) {
                return whenBroken(name);
            }
            if (name.equals("equals")) {
                return proxy == arguments[0];
            }
            if (name.equals("commit")) {
                crashIf(crashes.strikes("its COMMIT"));
                BreakableDataSource.invoke(real, method, arguments);
                crashIf(crashes.strikes("its COMMIT, which the database had made when the line broke"));
                return null;
            }
            Object result = BreakableDataSource.invoke(real, method, arguments);
            if (result instanceof Statement statement) {
                String sql = name.startsWith("prepare") ? (String) arguments[0] : null;
                return proxy(kind(method.getReturnType()), new Statements(this, statement, sql));
            }
            return result;
        }

        private static Object whenBroken(String name) throws SQLException {
            return switch (name) {
                case "isClosed" -> true;
                case "isValid" -> false;
                case "rollback" -> null;
                default -> throw Crashes.broken();
            };
        }

        private static Class<?> kind(Class<?> returned) {
            return returned == PreparedStatement.class || returned == CallableStatement.class
                    ? returned
                    : Statement.class;
        }

        private void crashIf(boolean strikes) throws SQLException {
            if (strikes) {
                if (!real.getAutoCommit()) {
                    real.rollback();
                }
                broken = true;
                throw Crashes.broken();
            }
        }
    }

    /** A statement of that connection. */
    private record Statements(Link link, Statement real, String prepared) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (link.broken && !Link.AFTER_THE_END.contains(name)) {
                throw Crashes.broken();
            }
            if (name.equals("equals")) {
                return proxy == arguments[0];
            }
            if (name.startsWith("execute")) {
                boolean hasText = arguments != null && arguments.length > 0 && arguments[0] instanceof String;
                String sql = hasText ? (String) arguments[0] : prepared;
                link.crashIf(link.crashes.strikes("'" + (sql == null ? "a batch" : sql) + "'"));
            }
            return BreakableDataSource.invoke(real, method, arguments);
        }
    }
}
