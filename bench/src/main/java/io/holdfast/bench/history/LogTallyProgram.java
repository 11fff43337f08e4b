// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Tells how much a running coordinator has written into its embedded log: a line {@code tally: batches rows} for each
 * line of its standard input. Reads beside the coordinator, and holds nothing between two questions. Runs inside the
 * coordinator's program, for its driver.
 *
 * <p>Argument: the coordinator's data directory.
 */
public final class LogTallyProgram {
    /** What opens each answer. */
    public static final String ANSWER = "tally: ";

    private static final String TALLY = "SELECT (SELECT sum(batches) FROM lane),"
            + " (SELECT count(*) FROM global_transaction) + (SELECT count(*) FROM transaction_log)";

    private LogTallyProgram() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        String url = "jdbc:sqlite:" + Path.of(arguments[0]).resolve("holdfast.db");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(TALLY)) {
                row.next();
                System.out.println(ANSWER + row.getLong(1) + " " + row.getLong(2));
            }
        }
    }
}
