// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the samples keep their data: each in an H2 file of the run's directory, or each in a database of its own on a
 * MySQL server. The log of coordinators that share one is there too.
 *
 * @param mysql {@code host:port} of the server, or null for the files
 */
record Databases(String mysql, String user, String password) {
    private static final List<String> SAMPLES = List.of("sample-order", "sample-inventory", "sample-payment");
    private static final String LOG = "log";

    /** What a sample has to be told. */
    List<String> arguments(String sample) {
        if (mysql == null) {
            return List.of();
        }
        return List.of(
                "--spring.datasource.url=" + mysqlUrl(database(sample)),
                "--spring.datasource.username=" + user,
                "--spring.datasource.password=" + password);
    }

    /** A connection beside the sample, which holds its database open. */
    Connection connect(RunDirectory directory, String sample) throws SQLException {
        if (mysql != null) {
            return DriverManager.getConnection(mysqlUrl(database(sample)), user, password);
        }
        Path file = directory.data(sample).resolve(sample);
        return DriverManager.getConnection("jdbc:h2:file:" + file + ";AUTO_SERVER=TRUE;IFEXISTS=TRUE", "sa", "");
    }

    /** Whether no server has them. */
    boolean areFiles() {
        return mysql == null;
    }

    /** The log that coordinators share; there is one on a server only. */
    String logUrl() {
        return mysqlUrl(database(LOG));
    }

    /** A connection to that log, beside the coordinators. */
    Connection connectToLog() throws SQLException {
        return DriverManager.getConnection(logUrl(), user, password);
    }

    /**
     * Makes the databases on the server: a run starts on fresh ones, and never drops what somebody may want to keep.
     *
     * @param withLog whether coordinators share a log there
     * @throws RunFailedException if the server does not answer, or one of them exists
     */
    void create(boolean withLog) throws RunFailedException {
        if (mysql == null) {
            return;
        }
        List<String> names = new ArrayList<>(SAMPLES);
        if (withLog) {
            names.add(LOG);
        }
        try (Connection server = DriverManager.getConnection(mysqlUrl(""), user, password)) {
            for (String name : names) {
                try (ResultSet catalogs = server.getMetaData().getCatalogs()) {
                    refuseIfPresent(catalogs, database(name));
                }
            }
            for (String name : names) {
                try (Statement create = server.createStatement()) {
                    create.execute("CREATE DATABASE " + database(name));
                }
            }
        } catch (SQLException e) {
            throw new RunFailedException(
                    "The MySQL server " + mysql + " cannot be used as " + user + ": " + e.getMessage(), e);
        }
    }

    private void refuseIfPresent(ResultSet catalogs, String database) throws SQLException, RunFailedException {
        while (catalogs.next()) {
            if (catalogs.getString(1).equalsIgnoreCase(database)) {
                throw new RunFailedException("The MySQL server " + mysql + " has a database " + database
                        + " already, and a run starts on fresh ones: drop it, or rename it");
            }
        }
    }

    private String mysqlUrl(String database) {
        return "jdbc:mysql://" + mysql + "/" + database + "?allowPublicKeyRetrieval=true";
    }

    private static String database(String name) {
        return "holdfast_" + name.replace('-', '_');
    }
}
