// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.coordinator.clients.driver.Line;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assertions;

/**
 * A {@code ClientProgram} in a process of its own: an application on an unmodified Seata client. Any thread may call it;
 * calls wait for the answer, and throw {@link ClientThrew} if the client did.
 */
final class ClientProcess implements AutoCloseable {
    private static final int ANSWER_SECONDS = 60;
    private static final String REGISTRY = "nacos://";
    private static final Pattern OF_NACOS =
            Pattern.compile("^(nacos-|jackson-.*-2|http|commons-(codec|logging)|simpleclient|snakeyaml|micrometer-co)");

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> LATE =
            List.of("GlobalTransactionNotExist", "GlobalTransactionNotActive", "GlobalTransactionStatusInvalid");

    /**
     * How to start one.
     *
     * @param name distinguishes this process in messages and names its log
     * @param application the application id; processes of one id stand in for each other
     * @param coordinator {@code host:port}, or {@code nacos://host:port} of a registry that knows
     * @param merging whether TM and RM put requests that are made at the same time into one message
     * @param requestTimeoutMillis when the client gives up waiting for an answer (since 1.5)
     */
    record Settings(String name, String application, String coordinator, boolean merging, int requestTimeoutMillis) {}

    /** How a run of the client's {@code TransactionalTemplate} ended: "returned", or the code of what it threw. */
    record Outcome(String xid, String answer, String message) {}

    /** A Confirm or Cancel that reached a participant. */
    record Call(String method, String outcome, String resource, String branchId, String payload) {}

    /** The client threw; {@link #code} is the name of its exception code, or empty. */
    static final class ClientThrew extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;

        ClientThrew(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    private final String name;
    private final ClientVersion version;
    private final Process process;
    private final PrintStream commands;
    private final AtomicInteger sequence = new AtomicInteger();
    private final Map<String, CompletableFuture<List<String>>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<List<String>> ready = new CompletableFuture<>();
    private volatile boolean gone;

    private ClientProcess(ClientVersion version, String name, Process process) {
        this.version = version;
        this.name = name;
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        pending.put("0", ready);
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a process and does not wait for it; {@link #awaitReady} does. */
    static ClientProcess start(ClientVersion version, Path classes, Settings settings, String... resources)
            throws IOException {
        return startWith(List.of(), version, classes, settings, resources);
    }

    /** As {@link #start}, with more options for the Java virtual machine. */
    static ClientProcess startWith(
            List<String> javaOptions, ClientVersion version, Path classes, Settings settings, String... resources)
            throws IOException {
        boolean registry = settings.coordinator().startsWith(REGISTRY);
        Path directory = ClientVersion.processes().resolve(settings.name());
        Files.createDirectories(directory);
        writeConfiguration(directory, settings);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(version.javaOptions());
        command.addAll(javaOptions);
        String path = System.getProperty("path.separator");
        command.addAll(List.of(
                "-cp",
                String.join(path, classes.toString(), directory.toString(), version.jars())
                        + (registry ? path + nacosJars() : "")));
        command.add("io.holdfast.coordinator.clients.driver.ClientProgram");
        command.addAll(List.of(settings.application(), "holdfast"));
        command.addAll(List.of(resources));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("log").toFile())
                .start();
        return new ClientProcess(version, settings.name(), process);
    }

    /** What an application brings that looks coordinators up in Nacos. */
    private static String nacosJars() throws IOException {
        return Arrays.stream(CoordinatorClasses.path().split(File.pathSeparator, -1))
                .filter(entry -> OF_NACOS.matcher(Path.of(entry).getFileName().toString())
                        .find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What a user writes to make a client connect: addresses, or a registry that has them. */
    private static void writeConfiguration(Path directory, Settings settings) throws IOException {
        boolean registry = settings.coordinator().startsWith(REGISTRY);
        String nacos = """
                {
                  type = "nacos"
                  nacos {
                    serverAddr = "%s"
                    group = "SEATA_GROUP"
                  }
                }""".formatted(settings.coordinator().substring(registry ? REGISTRY.length() : 0));
        Files.writeString(directory.resolve("registry.conf"), """
                registry %s
                config {
                  type = "file"
                  file { name = "file.conf" }
                }
                """.formatted(registry ? nacos : "{ type = \"file\" }"));
        Files.writeString(directory.resolve("file.conf"), """
                service {
                  vgroupMapping.holdfast = "default"
                  default.grouplist = "%1$s"
                  disableGlobalTransaction = false
                }
                transport {
                  enableClientBatchSendRequest = %2$b
                  enableTmClientBatchSendRequest = %2$b
                  enableRmClientBatchSendRequest = %2$b
                  rpcTmRequestTimeout = %3$d
                  rpcRmRequestTimeout = %3$d
                }
                """.formatted(
                        settings.coordinator(), settings.merging(), settings.requestTimeoutMillis()));
    }

    private void read() {
        try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                List<String> fields = Line.fields(line);
                CompletableFuture<List<String>> waiting = pending.remove(fields.get(0));
                waiting.complete(fields.subList(1, fields.size()));
            }
        } catch (IOException e) {
            // The process was killed: below, everybody who waits for it hears of that.
        }
        gone = true;
        pending.values().forEach(this::fail);
    }

    private void fail(CompletableFuture<List<String>> waiting) {
        waiting.completeExceptionally(new IllegalStateException(name + " is gone, see its log"));
    }

    /** Sends a command and does not wait: the future has the values of the answer, or {@link ClientThrew}. */
    CompletableFuture<List<String>> send(String command, String... arguments) {
        String number = String.valueOf(sequence.incrementAndGet());
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        pending.put(number, answer);
        List<String> fields = new ArrayList<>(List.of(command));
        fields.addAll(List.of(arguments));
        String line = Line.of(number, fields);
        synchronized (commands) {
            commands.println(line);
        }
        if (gone) {
            fail(answer);
        }
        return answer.thenApply(values -> {
            if (values.get(0).equals("threw")) {
                throw new ClientThrew(values.get(2), name + ": " + values.get(3));
            }
            return values.subList(1, values.size());
        });
    }

    /** Sends a command whose answer will be lost with the coordinator. */
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
    void sendUnanswered(String command, String xid) {
        send(command, xid);
    }

    private List<String> ask(String command, String... arguments) {
        return join(send(command, arguments));
    }

    /** The answer to {@link #send}; throws {@link ClientThrew} as the direct calls do. */
    static List<String> join(CompletableFuture<List<String>> answer) {
        try {
            return answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ClientThrew threw) {
                throw threw;
            }
            return Assertions.fail("no answer, waiting at most " + ANSWER_SECONDS + " s", e);
        }
    }

    /** Waits until the client has connected; the port where its other processes reach it. */
    int awaitReady() {
        return Integer.parseInt(join(ready).get(1));
    }

    ClientVersion version() {
        return version;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The names of the client's threads that merge requests, one per role that does. */
    List<String> mergingThreads() {
        return ask("merging-threads");
    }

    String begin(int timeoutMillis) {
        return ask("begin", "test", String.valueOf(timeoutMillis)).get(0);
    }

    /** Registers a TCC branch per resource at the same time, as Trys that run at the same time do; the branch ids. */
    List<String> enlist(String xid, String applicationData, String... resources) {
        List<String> arguments = new ArrayList<>(List.of(xid, applicationData));
        arguments.addAll(List.of(resources));
        return ask("enlist", arguments.toArray(String[]::new));
    }

    void register(String type, String xid, String resource) {
        ask("register", type, xid, resource, "{}");
    }

    void report(String xid, String branchId, String applicationData) {
        ask("report", xid, branchId, applicationData);
    }

    String commit(String xid) {
        return ask("commit", xid).get(0);
    }

    String rollback(String xid) {
        return ask("rollback", xid).get(0);
    }

    String status(String xid) {
        return ask("status", xid).get(0);
    }

    /** Runs a business method under the client's {@code TransactionalTemplate}, with branches of the two resources. */
    Outcome execute(String ending, int timeoutMillis, String applicationData, String... resources) {
        List<String> arguments =
                new ArrayList<>(List.of("test", String.valueOf(timeoutMillis), ending, applicationData));
        arguments.addAll(List.of(resources));
        List<String> values = ask("execute", arguments.toArray(String[]::new));
        return new Outcome(values.get(0), values.get(1), values.get(2));
    }

    /** The next calls of a transaction's participants in this process end as told: REFUSE, THROW or HOLD. */
    void misbehave(String xid, String fault, int times) {
        ask("misbehave", xid, fault, String.valueOf(times));
    }

    void release(String xid) {
        ask("release", xid);
    }

    void addResource(String resource) {
        ask("resource", resource);
    }

    List<Call> calls(String xid) {
        List<Call> calls = new ArrayList<>();
        for (String line : ask("calls", xid)) {
            String[] parts = line.split(" ", 5);
            calls.add(new Call(parts[0], parts[1], parts[2], parts[3], parts[4]));
        }
        return calls;
    }

    /** Method and resource of every call that ended well. */
    List<String> done(String xid) {
        return calls(xid).stream()
                .filter(call -> call.outcome().equals("done"))
                .map(call -> call.method() + " " + call.resource())
                .toList();
    }

    void awaitStatus(String xid, String status) {
        Awaitility.await(name + ": " + xid + " becomes " + status)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(25))
                .until(() -> status(xid), status::equals);
    }

    /** Commits, and fails if an application would now believe that it has committed. */
    void assertCommitIsNoSuccess(String xid) {
        assertThat(answerTo(() -> commit(xid)).filter(version::takesForCommitted))
                .as("%s: what makes an application believe that %s is committed", name, xid)
                .isEmpty();
    }

    /** Rolls back, and fails if an application would now believe that it has rolled back. */
    void assertRollbackIsNoSuccess(String xid) {
        assertThat(answerTo(() -> rollback(xid)).filter(version::takesForRolledBack))
                .as("%s: what makes an application believe that %s is rolled back", name, xid)
                .isEmpty();
    }

    /** The status that the client was told; empty if it threw. */
    private static Optional<String> answerTo(Supplier<String> decision) {
        try {
            return Optional.of(decision.get());
        } catch (ClientThrew threw) {
            return Optional.empty();
        }
    }

    /** Fails if a branch can be registered: the client must throw before the business of its Try. */
    void assertRegistersNothing(String xid) {
        ClientThrew refusal = catchThrowableOfType(ClientThrew.class, () -> enlist(xid, "{}", "stock"));
        assertThat(refusal).as("%s: a branch registers with %s", name, xid).isNotNull();
        assertThat(refusal.code()).isIn(LATE);
    }

    void startLoad(int threads, long seed, int peerPort) {
        ask("load-start", String.valueOf(threads), String.valueOf(seed), String.valueOf(peerPort));
    }

    int loadProgress() {
        return Integer.parseInt(ask("load-progress").get(0));
    }

    CompletableFuture<List<String>> stopLoad() {
        return send("load-stop");
    }

    CompletableFuture<List<String>> reportLoad(int patienceMillis) {
        return send("load-report", String.valueOf(patienceMillis));
    }

    /** What is frozen, what is sold, then all anomalies. */
    List<String> ledger() {
        return ask("ledger");
    }

    List<String> ledgerRows() {
        return ask("ledger-rows");
    }

    /** SIGKILL: the process has no time to say goodbye to anybody. */
    void kill9() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill9();
    }
}
