// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.model.FrameworkModel;

/**
 * A real Dubbo provider of a service whose classes are compiled here and loaded by a loader of their own: for the
 * coordinator, they do not exist.
 */
public final class DubboProvider implements AutoCloseable {
    /** The service's interface. */
    public static final String SERVICE = "shop.Stock";

    private static final List<String> SOURCES =
            List.of("""
            package shop;
            public interface Stock {
                Receipt reserve(Order order);
                boolean confirm(Order order);
                Boolean cancel(Order order);
                String plain(String sku, int quantity, java.math.BigDecimal price);
                String plain(String sku);
                Object anything(Object value);
                void nothing();
            }
            """, """
            package shop;
            public class Order implements java.io.Serializable {
                private String sku;
                private int quantity;
                private java.math.BigDecimal price;
                private Color color;
                private java.time.LocalDate due;
                private java.util.List<Order> parts;
                public String getSku() { return sku; }
                public void setSku(String sku) { this.sku = sku; }
                public int getQuantity() { return quantity; }
                public void setQuantity(int quantity) { this.quantity = quantity; }
                public java.math.BigDecimal getPrice() { return price; }
                public void setPrice(java.math.BigDecimal price) { this.price = price; }
                public Color getColor() { return color; }
                public void setColor(Color color) { this.color = color; }
                public java.time.LocalDate getDue() { return due; }
                public void setDue(java.time.LocalDate due) { this.due = due; }
                public java.util.List<Order> getParts() { return parts; }
                public void setParts(java.util.List<Order> parts) { this.parts = parts; }
                public String toString() { return sku + " " + quantity + " " + price + " " + color + " " + due + " " + parts; }
            }
            """, "package shop; public enum Color { RED, BLUE }", """
            package shop;
            public class Receipt implements java.io.Serializable {
                private String number = "R-1";
                private java.math.BigDecimal total = new java.math.BigDecimal("19.90");
                private java.time.LocalDate until = java.time.LocalDate.of(2026, 11, 30);
                private Color color = Color.RED;
                public String getNumber() { return number; }
                public void setNumber(String number) { this.number = number; }
                public java.math.BigDecimal getTotal() { return total; }
                public void setTotal(java.math.BigDecimal total) { this.total = total; }
                public java.time.LocalDate getUntil() { return until; }
                public void setUntil(java.time.LocalDate until) { this.until = until; }
                public Color getColor() { return color; }
                public void setColor(Color color) { this.color = color; }
            }
            """, """
            package shop;
            public class OutOfStock extends RuntimeException {
                public OutOfStock(String message) { super(message); }
            }
            """, """
            package io.holdfast.participant;
            public class PermanentRefusalException extends RuntimeException {
                public PermanentRefusalException(String message) { super(message); }
            }
            """, """
            package io.holdfast.participant.guard;
            public class GuardAnomalyException extends RuntimeException {
                public GuardAnomalyException(String message) { super(message); }
            }
            """, """
            package shop;
            public class StockService implements Stock {
                private final java.util.function.BiFunction<String, Object[], Object> behaviour;
                public StockService(java.util.function.BiFunction<String, Object[], Object> behaviour) {
                    this.behaviour = behaviour;
                }
                private Object done(String method, Object... arguments) {
                    Object result = behaviour.apply(method, arguments);
                    if ("receipt".equals(result)) { return new Receipt(); }
                    if (result instanceof String text && text.startsWith("throw ")) {
                        String[] words = text.split(" ", 3);
                        try {
                            throw (RuntimeException) Class.forName(words[1], true, getClass().getClassLoader())
                                .getConstructor(String.class).newInstance(words.length < 3 ? null : words[2]);
                        } catch (ReflectiveOperationException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return result;
                }
                public Receipt reserve(Order order) { return (Receipt) done("reserve", order); }
                public boolean confirm(Order order) { return (Boolean) done("confirm", order); }
                public Boolean cancel(Order order) { return (Boolean) done("cancel", order); }
                public String plain(String sku, int quantity, java.math.BigDecimal price) {
                    return (String) done("plain", sku, quantity, price);
                }
                public String plain(String sku) { return (String) done("plain", sku); }
                public Object anything(Object value) { return done("anything", value); }
                public void nothing() { done("nothing"); }
            }
            """);

    private final String protocol;
    private final int port;
    private final FrameworkModel framework = new FrameworkModel();

    /**
     * @param behaviour method and arguments in; out comes the result, {@code receipt} for an object, or
     *     {@code throw class message}
     */
    public DubboProvider(String protocol, int port, String registry, BiFunction<String, Object[], Object> behaviour) {
        this.protocol = protocol;
        this.port = port;
        ApplicationModel application = framework.newApplication();
        application
                .modelEnvironment()
                .updateAppConfigMap(
                        Map.of("dubbo.shutdownHook.listenIgnore", "true", "dubbo.service.shutdown.wait", "100"));
        ApplicationConfig named = new ApplicationConfig(application, "shop-stock");
        named.setQosEnable(false);
        named.setEnableFileCache(false);
        named.setRegisterMode("interface");
        application.getApplicationConfigManager().setApplication(named);
        RegistryConfig registered = new RegistryConfig(application, registry);
        application.getApplicationConfigManager().addRegistry(registered);
        ProtocolConfig served = new ProtocolConfig(application, protocol);
        served.setHost("127.0.0.1");
        served.setPort(port);
        served.setThreads(20);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            Thread.currentThread().setContextClassLoader(Shop.LOADER);
            export(application, served, behaviour);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void export(
            ApplicationModel application, ProtocolConfig served, BiFunction<String, Object[], Object> behaviour)
            throws ReflectiveOperationException {
        ServiceConfig service = new ServiceConfig(application.getDefaultModule());
        service.setInterface(Shop.LOADER.loadClass(SERVICE));
        service.setRef(Shop.LOADER
                .loadClass("shop.StockService")
                .getConstructor(BiFunction.class)
                .newInstance(behaviour));
        service.setProtocols(List.of(served));
        service.export();
    }

    /**
     * The service's classes, compiled when they are first needed. One loader for the whole process, because Dubbo remembers
     * classes by their names.
     */
    private static final class Shop extends ClassLoader {
        static final Shop LOADER = new Shop();

        private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

        private Shop() {
            super(DubboProvider.class.getClassLoader());
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
                @Override
                public JavaFileObject getJavaFileForOutput(
                        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                    return new Bytes(name, compiled.computeIfAbsent(name, first -> new ByteArrayOutputStream()));
                }
            };
            List<Source> sources = SOURCES.stream().map(Source::new).toList();
            List<String> options = List.of("-parameters", "-proc:none", "-classpath", "");
            if (!compiler.getTask(null, files, null, options, null, sources).call()) {
                throw new IllegalStateException("the service does not compile");
            }
        }

        /** Its own classes win over those that this test's class path has. */
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            ByteArrayOutputStream bytes = compiled.get(name);
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : defineClass(name, bytes.toByteArray(), 0, bytes.size());
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private static final Pattern NAME =
                Pattern.compile("package (\\S+);\\s+public (?:class|interface|enum) (\\w+)");

        private final String text;

        Source(String text) {
            super(URI.create("string:///" + path(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String path(String text) {
            Matcher name = NAME.matcher(text);
            if (!name.find()) {
                throw new IllegalStateException(text);
            }
            return name.group(1).replace('.', '/') + '/' + name.group(2);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Bytes extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes;

        Bytes(String name, ByteArrayOutputStream bytes) {
            super(URI.create("bytes:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
            this.bytes = bytes;
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return protocol + "://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        framework.destroy();
    }
}
