// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.List;

/** What Seata's server is told, and the tables that its db store asks for. Pure. */
final class PeerStore {
    private PeerStore() {}

    /**
     * The whole of application.yml: the server's own defaults, but for its log level, which would halve its speed, and what
     * is said here.
     */
    static String settings(int httpPort, int seataPort, String logs, String store) {
        return """
                server:
                  port: %d
                spring:
                  application:
                    name: seata-server
                logging:
                  config: classpath:logback-spring.xml
                  level:
                    root: WARN
                  file:
                    path: %s
                  extend:
                    logstash-appender:
                      destination: 127.0.0.1:4560
                    kafka-appender:
                      bootstrap-servers: 127.0.0.1:9092
                      topic: logback_to_logstash
                console:
                  user:
                    username: seata
                    password: seata
                seata:
                  config:
                    type: file
                  registry:
                    type: file
                  server:
                    service-port: %d
                  security:
                    secretKey: holdfast-benchmark-holdfast-benchmark-holdfast-benchmark
                    tokenValidityInMilliseconds: 1800000
                    ignore:
                      urls: /**
                %s""".formatted(httpPort, logs, seataPort, store.indent(2));
    }

    /** @param flush sync or async */
    static String file(String directory, String flush) {
        return """
                store:
                  mode: file
                  file:
                    dir: %s
                    flush-disk-mode: %s
                """.formatted(directory, flush);
    }

    /** The pool has the size that the server's own example settings give it. */
    static String db(String url, String user, String password) {
        return """
                store:
                  mode: db
                  db:
                    datasource: druid
                    db-type: mysql
                    driver-class-name: com.mysql.cj.jdbc.Driver
                    url: "%s"
                    user: "%s"
                    password: "%s"
                    global-table: global_table
                    branch-table: branch_table
                    lock-table: lock_table
                    distributed-lock-table: distributed_lock
                    min-conn: 10
                    max-conn: 100
                """.formatted(url, user, password);
    }

    /** Columns and indexes that the server's statements rely on. */
    static List<String> tables() {
        return List.of(
                "CREATE TABLE global_table (xid VARCHAR(128) NOT NULL PRIMARY KEY, transaction_id BIGINT,"
                        + " status TINYINT NOT NULL, application_id VARCHAR(32),"
                        + " transaction_service_group VARCHAR(32), transaction_name VARCHAR(128), timeout INT,"
                        + " begin_time BIGINT, application_data VARCHAR(2000), gmt_create DATETIME,"
                        + " gmt_modified DATETIME, INDEX (status, gmt_modified), INDEX (transaction_id))",
                "CREATE TABLE branch_table (branch_id BIGINT NOT NULL PRIMARY KEY, xid VARCHAR(128) NOT NULL,"
                        + " transaction_id BIGINT, resource_group_id VARCHAR(32), resource_id VARCHAR(256),"
                        + " branch_type VARCHAR(8), status TINYINT, client_id VARCHAR(64),"
                        + " application_data VARCHAR(2000), gmt_create DATETIME(6), gmt_modified DATETIME(6),"
                        + " INDEX (xid))",
                "CREATE TABLE lock_table (row_key VARCHAR(128) NOT NULL PRIMARY KEY, xid VARCHAR(128),"
                        + " transaction_id BIGINT, branch_id BIGINT NOT NULL, resource_id VARCHAR(256),"
                        + " table_name VARCHAR(32), pk VARCHAR(36), status TINYINT NOT NULL DEFAULT 0,"
                        + " gmt_create DATETIME, gmt_modified DATETIME, INDEX (status), INDEX (branch_id),"
                        + " INDEX (xid))",
                "CREATE TABLE distributed_lock (lock_key CHAR(20) NOT NULL PRIMARY KEY,"
                        + " lock_value VARCHAR(20) NOT NULL, expire BIGINT)",
                "INSERT INTO distributed_lock (lock_key, lock_value, expire) VALUES ('AsyncCommitting', ' ', 0),"
                        + " ('RetryCommitting', ' ', 0), ('RetryRollbacking', ' ', 0), ('TxTimeoutCheck', ' ', 0)");
    }
}
