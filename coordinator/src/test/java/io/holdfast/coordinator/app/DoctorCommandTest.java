// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.app.Doctor.Said;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each thing that can be wrong without a server is made wrong for real, and read off one line. */
class DoctorCommandTest {
    @TempDir
    Path directory;

    private Doctor doctor;

    @BeforeEach
    void comes() {
        doctor = new Doctor(directory.resolve("data"));
    }

    private Path database() throws LogFailure {
        JdbcTransactionLog.embedded(doctor.directory().resolve("holdfast.db"), "test", () -> 1)
                .close();
        return doctor.directory().resolve("holdfast.db");
    }

    private static void execute(Path database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement change = connection.createStatement()) {
            change.execute(statement);
        }
    }

    private static void assertOneFailure(Said said, String subject, String... words) {
        assertThat(said.failures()).as(said.text()).hasSize(1);
        assertThat(said.lines("FAIL", subject)).as(said.text()).singleElement().satisfies(line -> assertThat(line)
                .contains(words)
                .contains("; "));
        assertThat(said.status()).isEqualTo(1);
    }

    @Test
    void beforeTheFirstStartAllIsWellAndNothingIsMade() {
        Said said = doctor.says();
        assertThat(said.failures()).as(said.text()).isEmpty();
        assertThat(said.status()).isZero();
        assertThat(said.lines("ok", "settings")).hasSize(1);
        assertThat(said.lines("ok", "java")).hasSize(1);
        assertThat(said.lines("ok", "log")).singleElement().asString().contains("none yet");
        assertThat(said.lines("ok", "port")).hasSize(3).allMatch(line -> line.endsWith("is free"));
        assertThat(said.lines("ok", "address")).anyMatch(line -> line.endsWith("leads here"));
        assertThat(said.lines("ok", "access")).hasSize(1);
        assertThat(said.text()).endsWith("    default: 127.0.0.1:" + doctor.seataPort() + "\n");
        assertThat(doctor.directory()).doesNotExist();
    }

    /** A running coordinator has it locked, which keeps out those who write. */
    @Test
    void aLogInUseIsReadAndLeftAsItIs() throws Exception {
        Path file = doctor.directory().resolve("holdfast.db");
        JdbcTransactionLog inUse = JdbcTransactionLog.embedded(file, "test", System::currentTimeMillis);
        try {
            inUse.take(0);
            Map<String, Long> before = files();
            Said said = doctor.says();
            assertThat(said.failures()).as(said.text()).isEmpty();
            assertThat(said.lines("ok", "schema")).singleElement().asString().contains("which is this program's");
            assertThat(said.lines("ok", "clock")).hasSize(1);
            assertThat(said.lines("ok", "users")).singleElement().asString().contains("none yet");
            assertThat(files()).isEqualTo(before);
            assertThat(inUse.take(0).epoch()).isEqualTo(2);
        } finally {
            inUse.close();
        }
    }

    private Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(doctor.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return sizes;
    }

    @Test
    void aSettingThatDoesNotExistIsNamed() {
        assertOneFailure(doctor.says("--holdfast.lane=3"), "settings", "holdfast.lane", "--help");
    }

    @Test
    void anImpossibleValueIsNamedByItsKey() {
        assertOneFailure(doctor.says("--holdfast.lanes=65"), "settings", "holdfast.lanes must be from 1 to 64");
        assertOneFailure(doctor.says("--server.port=http"), "settings", "server.port");
        assertOneFailure(
                doctor.says("--holdfast.config.url=nacos://127.0.0.1"), "settings", "holdfast.config.url must be like");
    }

    @Test
    void whatIsNoSettingIsMisuse() {
        assertThat(doctor.says("start").status()).isEqualTo(2);
        assertThat(doctor.says("--help").text()).contains("--json", "exit");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("a-file"));
        assertOneFailure(
                doctor.says("--holdfast.data-dir=" + file.resolve("data")), "directory", file + " is no directory");
        assertOneFailure(doctor.says("--holdfast.data-dir=/proc/data"), "directory", "nothing can be written to /proc");
    }

    @Test
    void aSchemaOfANewerCoordinatorIsNamedAndLeftAsItIs() throws Exception {
        Path database = database();
        execute(
                database,
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success)"
                        + " VALUES (99, '99', 'future', 'SQL', 'V99__future.sql', 1, '', 1, 1)");
        assertOneFailure(doctor.says(), "schema", "schema version 99, of a newer coordinator", "start that version");
    }

    @Test
    void anOlderSchemaIsNotBroughtUpToDate() throws Exception {
        Path database = database();
        execute(
                database,
                "DELETE FROM flyway_schema_history WHERE installed_rank ="
                        + " (SELECT MAX(installed_rank) FROM flyway_schema_history)");
        Said said = doctor.says();
        assertThat(said.lines("ok", "schema"))
                .as(said.text())
                .singleElement()
                .asString()
                .containsPattern("version \\d+; the start brings it to version \\d+$");
        assertThat(doctor.says().lines("ok", "schema")).isEqualTo(said.lines("ok", "schema"));
    }

    @Test
    void aLogThatIsGoneOrDamagedIsNamed() throws Exception {
        Path database = database();
        try (JdbcTransactionLogUse use = new JdbcTransactionLogUse(database)) {
            use.takeALane();
        }
        byte[] good = Files.readAllBytes(database);
        Files.delete(database);
        assertOneFailure(doctor.says(), "log", "is gone", "put it back");
        Files.write(database, new byte[good.length]);
        Files.writeString(database, "this is no database at all, ".repeat(100));
        assertOneFailure(doctor.says(), "log", "damaged");
    }

    /** So that its files know of something. */
    private record JdbcTransactionLogUse(JdbcTransactionLog log) implements AutoCloseable {
        JdbcTransactionLogUse(Path database) throws LogFailure {
            this(JdbcTransactionLog.embedded(database, "test", () -> 1));
        }

        void takeALane() throws LogFailure {
            log.take(0).close();
        }

        @Override
        public void close() {
            log.close();
        }
    }

    @Test
    void fewerLanesThanTheLogHasAreNamed() throws Exception {
        try (JdbcTransactionLogUse use = new JdbcTransactionLogUse(database())) {
            use.log().take(2).close();
        }
        assertOneFailure(doctor.says("--holdfast.lanes=2"), "log", "holdfast.lanes is 2", "set holdfast.lanes to 3");
    }

    @Test
    void aClockThatWasSetBackIsNamed() throws Exception {
        Path database = database();
        long tomorrow = System.currentTimeMillis() + 86_400_000;
        execute(database, "INSERT INTO lane (lane_id, owner, epoch, heartbeat) VALUES (0, 'x', 1, " + tomorrow + ")");
        Said said = doctor.says();
        assertThat(said.lines("warn", "clock"))
                .as(said.text())
                .singleElement()
                .asString()
                .contains("PT2", "NTP");
        assertThat(said.status()).isZero();
    }

    @Test
    void aPortThatIsHeldAndAHostThatIsNotHereAreNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(doctor.seataPort(), 9, InetAddress.getLoopbackAddress())) {
            Said said = doctor.says("--holdfast.api.host=192.0.2.7");
            assertThat(other.isBound()).isTrue();
            assertThat(said.lines("FAIL", "port"))
                    .as(said.text())
                    .satisfiesExactly(
                            held -> assertThat(held)
                                    .contains(
                                            "127.0.0.1:" + doctor.seataPort() + " (Seata clients) is held by another",
                                            "let holdfast.seata.port be another port"),
                            absent -> assertThat(absent)
                                    .contains("192.0.2.7:", "cannot be listened on", "holdfast.api.host"));
            assertThat(said.status()).isEqualTo(1);
        }
    }

    @Test
    void anAddressThatLeadsNowhereIsNamed() {
        assertOneFailure(
                doctor.says("--holdfast.seata.advertised-host=no.such.host.invalid"),
                "address",
                "Nobody knows the host no.such.host.invalid",
                "let holdfast.seata.advertised-host name this machine");
        assertOneFailure(
                doctor.says("--holdfast.seata.advertised-host=127.0.0.2"),
                "address",
                "127.0.0.2:" + doctor.seataPort() + ", but nobody takes connections there",
                "let holdfast.seata.advertised-host name this machine");
    }

    @Test
    void aDatabaseThatIsAwayIsNamed() {
        String gone = "--holdfast.log.url=jdbc:mysql://127.0.0.1:" + Doctor.freePort() + "/holdfast";
        assertOneFailure(
                doctor.says(gone, "--holdfast.log.timeout=1s", "--holdfast.cluster.port=" + Doctor.freePort()),
                "database",
                "the connection is lost",
                "see whether the database runs");
    }

    @Test
    void aReceiverOfAlertsThatIsAwayIsNamedWithoutWhatMayBeSecret() {
        String secret = "s-" + UUID.randomUUID();
        Said said = doctor.says(
                "--holdfast.alerts.url=http://127.0.0.1:" + Doctor.freePort() + "/hook/" + secret,
                "--holdfast.alerts.secret=" + secret);
        assertOneFailure(said, "alerts", "127.0.0.1:", "takes no connections", "holdfast.alerts.url");
        assertThat(said.text()).doesNotContain(secret);
    }

    @Test
    void openDoorsAreNamedAndForbidNothing() {
        Said said = doctor.says("--holdfast.api.host=0.0.0.0");
        assertThat(said.lines("warn", "access"))
                .as(said.text())
                .singleElement()
                .asString()
                .contains("may submit transactions; set holdfast.api.require-tokens=true");
        assertThat(said.status()).isZero();
    }

    private Path key(String name, int daysAgo, int days, String password) throws Exception {
        Path store = directory.resolve(name);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-startdate",
                        "-" + daysAgo + "d",
                        "-validity",
                        "" + days,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return store;
    }

    @Test
    void certificatesThatEndedOrEndSoonOrCannotBeReadAreNamed() throws Exception {
        String password = "k-" + UUID.randomUUID();
        Path ended = key("ended.p12", 9, 4, password);
        Path soon = key("soon.p12", 9, 19, password);
        String of = "--spring.ssl.bundle.jks.";
        Said said = doctor.says(
                of + "old.keystore.location=file:" + ended,
                of + "old.keystore.password=" + password,
                of + "new.keystore.location=file:" + soon,
                of + "new.keystore.password=" + password,
                "--server.ssl.bundle=old",
                "--holdfast.seata.ssl-bundle=new",
                "--holdfast.api.ssl-bundle=new");
        assertOneFailure(said, "tls", "bundle old (server.ssl.bundle) ended at ", "a new certificate");
        assertThat(said.lines("warn", "tls"))
                .singleElement()
                .asString()
                .contains("new (holdfast.seata.ssl-bundle, holdfast.api.ssl-bundle) ends");

        Said locked = doctor.says(
                of + "old.keystore.location=file:" + ended,
                of + "old.keystore.password=not-" + password,
                "--server.ssl.bundle=old");
        assertOneFailure(locked, "tls", "cannot be read", "password");
        assertThat(said.text() + locked.text()).doesNotContain(password);
        assertOneFailure(doctor.says("--server.ssl.bundle=none"), "tls", "none (server.ssl.bundle) cannot be read");
    }

    @Test
    void noSecretIsPrinted() {
        String secret = "s-" + UUID.randomUUID();
        List<String> secrets = List.of(
                "--holdfast.admin.password=" + secret,
                "--holdfast.seata.access-keys[0].application=shop",
                "--holdfast.seata.access-keys[0].key=k",
                "--holdfast.seata.access-keys[0].secret=" + secret,
                "--holdfast.log.password=" + secret,
                "--holdfast.registry.password=" + secret);
        for (String broken : List.of(
                "--holdfast.lanes=3",
                "--holdfast.log.pasword=" + secret,
                "--holdfast.admin.password-hash=" + secret,
                "--holdfast.log.url=jdbc:mysql://127.0.0.1:1/x?password=" + secret,
                "--holdfast.log.url=jdbc:mysql://holdfast:" + secret + "@127.0.0.1:1/x",
                "--holdfast.log.url=jdbc:mysql://(host=127.0.0.1,port=1,password=" + secret + ")/x")) {
            String[] all = Stream.concat(secrets.stream(), Stream.of(broken)).toArray(String[]::new);
            Said said = doctor.says(all);
            assertThat(said.text()).as(broken).isNotEmpty();
            assertThat(said.text()).as(broken).doesNotContain(secret);
        }
    }

    @Test
    void scriptsGetTheSameAsJson() {
        Said said = doctor.says("--json", "--holdfast.api.host=0.0.0.0");
        JsonNode json = new JsonMapper().readTree(said.text());
        assertThat(json.get("grade").asString()).isEqualTo("WARN");
        assertThat(json.get("findings")).anySatisfy(one -> {
            assertThat(one.get("subject").asString()).isEqualTo("access");
            assertThat(one.get("grade").asString()).isEqualTo("WARN");
            assertThat(one.get("cure").asString()).contains("require-tokens");
        });
        assertThat(json.get("snippets")).hasSize(4);
    }
}
