// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.app.Doctor.Said;
import io.holdfast.coordinator.log.JdbcLogSettings;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.nacos.SharedNacos;
import io.holdfast.nacos.NacosServer;
import io.holdfast.sql.testing.MySqlServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with a real MySQL and a real Nacos is made wrong, and read off one line. */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(SharedNacos.class)
@Tag("long")
class DoctorIT {
    private MySqlServer server;
    private Doctor doctor;
    private String url;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = MySqlServer.start();
        doctor = new Doctor(directory);
        url = server.jdbcUrl("holdfast");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Said says(String... arguments) {
        return doctor.says(Stream.concat(
                        Stream.of(
                                "--holdfast.log.url=" + url,
                                "--holdfast.log.username=" + server.user(),
                                "--holdfast.log.password=" + server.password(),
                                "--holdfast.cluster.port=" + Doctor.freePort()),
                        Stream.of(arguments))
                .toArray(String[]::new));
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private long tables() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void anEmptyDatabaseIsLeftEmptyAndAUsedOneIsRead() throws Exception {
        Said before = says();
        assertThat(before.failures()).as(before.text()).isEmpty();
        assertThat(before.lines("ok", "schema")).singleElement().asString().contains("none yet");
        assertThat(tables()).isZero();
        JdbcTransactionLog.shared(
                        new JdbcLogSettings(url, server.user(), server.password(), Duration.ofSeconds(5)),
                        "test",
                        System::currentTimeMillis)
                .close();
        Said after = says();
        assertThat(after.failures()).as(after.text()).isEmpty();
        assertThat(after.lines("ok", "database")).singleElement().asString().contains("answers, MySQL 8");
        assertThat(after.lines("ok", "schema")).singleElement().asString().contains("which is this program's");
        assertThat(after.lines("ok", "clock")).hasSize(2);

        execute("INSERT INTO flyway_schema_history VALUES (99, '99', 'future', 'SQL', 'V99__future.sql', 1, '',"
                + " CURRENT_TIMESTAMP, 1, 1)");
        assertThat(says().lines("FAIL", "schema")).singleElement().asString().contains("of a newer coordinator");
        execute("DELETE FROM flyway_schema_history WHERE installed_rank = 99");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedAndNotMade() {
        String absent = url.replace("/holdfast?", "/absent?");
        Said said = says("--holdfast.log.url=" + absent);
        assertThat(said.lines("FAIL", "database"))
                .as(said.text())
                .singleElement()
                .asString()
                .contains("create the");
        Said made = says("--holdfast.log.url=" + absent + "&createDatabaseIfNotExist=true");
        assertThat(made.failures()).as(made.text()).isEmpty();
        assertThat(made.lines("ok", "database")).singleElement().asString().contains("the first start makes it");
        assertThat(says("--holdfast.log.url=" + absent).status()).isEqualTo(1);
    }

    @Test
    void aWrongPasswordIsNamedAndNotPrinted() {
        Said said = says("--holdfast.log.username=nobody", "--holdfast.log.password=not-to-be-seen");
        assertThat(said.lines("FAIL", "database"))
                .as(said.text())
                .singleElement()
                .asString()
                .contains("Access denied", "holdfast.log.username");
        assertThat(said.text()).doesNotContain("not-to-be-seen");
        assertThat(said.status()).isEqualTo(1);
    }

    @Test
    void settingsOfTheServerThatLoseOrRefuseAreNamed() throws Exception {
        execute(
                "SET GLOBAL innodb_flush_log_at_trx_commit = 2",
                "SET GLOBAL max_allowed_packet = 65536",
                "SET GLOBAL read_only = ON");
        try {
            Said said = says();
            assertThat(said.lines("warn", "database"))
                    .as(said.text())
                    .anyMatch(line -> line.contains("set innodb_flush_log_at_trx_commit=1"))
                    .anyMatch(line -> line.contains("set max_allowed_packet"));
            assertThat(said.lines("FAIL", "database"))
                    .singleElement()
                    .asString()
                    .contains("is read-only");
        } finally {
            execute(
                    "SET GLOBAL read_only = OFF",
                    "SET GLOBAL max_allowed_packet = 67108864",
                    "SET GLOBAL innodb_flush_log_at_trx_commit = 1");
        }
    }

    @Test
    void oneOfSeveralServersThatIsAwayIsNamed() {
        String several = url.replaceFirst("//([^/]+)/", "//$1,127.0.0.1:" + Doctor.freePort() + "/");
        Said said = says("--holdfast.log.url=" + several);
        assertThat(said.failures()).as(said.text()).isEmpty();
        assertThat(said.lines("ok", "database")).hasSize(1);
        assertThat(said.lines("warn", "database")).singleElement().asString().contains("the connection is lost");
    }

    @Test
    void aRegistryIsAskedWhomItLists(NacosServer nacos) {
        Said said = doctor.says(
                "--holdfast.registry.url=nacos://" + nacos.address(),
                "--holdfast.registry.service=doctored",
                "--holdfast.participants.registry=nacos://" + nacos.address());
        assertThat(said.failures()).as(said.text()).isEmpty();
        assertThat(said.lines("ok", "registry"))
                .singleElement()
                .asString()
                .contains("lists no coordinator as doctored of group SEATA_GROUP, cluster default");
        assertThat(said.lines("ok", "participants")).hasSize(1);
        assertThat(said.text()).contains("type: nacos", "server-addr: " + nacos.address());
    }

    @Test
    void registriesThatDoNotAnswerAreNamed() {
        String nobody = "nacos://127.0.0.1:" + NacosServer.freePort();
        Said said = doctor.says("--holdfast.registry.url=" + nobody, "--holdfast.participants.registry=" + nobody);
        assertThat(said.lines("FAIL", "registry"))
                .as(said.text())
                .singleElement()
                .asString()
                .contains("not answer");
        assertThat(said.lines("FAIL", "participants"))
                .singleElement()
                .asString()
                .contains("takes no connections");
        assertThat(said.failures()).as(said.text()).hasSize(2);
        assertThat(said.status()).isEqualTo(1);
    }
}
