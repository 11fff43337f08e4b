// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import java.time.Duration;

/**
 * {@code holdfast.log.*}: where the log is, if not in a file of this machine.
 *
 * @param url {@code jdbc:mysql://host:port/database}, or {@code host:port,host:port} of servers that have the same, with whatever options of Connector/J it needs
 * @param username null if the URL names it
 * @param password null if there is none
 * @param patience how long the database may take to answer before a lane gives up on it
 */
public record JdbcLogSettings(String url, String username, String password, Duration patience) {}
