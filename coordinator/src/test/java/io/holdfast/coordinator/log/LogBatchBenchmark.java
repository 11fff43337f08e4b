// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What one durable batch costs on SQLite, by its number of whole transactions with three branches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LogBatchBenchmark {
    private static final BeginFacts FACTS = new BeginFacts("place-order", "order", "group", 60_000);
    private static final BranchFacts BRANCH = new BranchFacts(
            BranchType.TCC,
            "load-inventory",
            "inventory",
            "inventory:127.0.0.1:40000",
            "{\"actionContext\":{\"action-start-time\":1750000000000,\"orderNo\":\"O-0001\",\"quantity\":2}}");

    @Param({"1", "16", "64", "256"})
    public int transactions;

    private Path directory;
    private JdbcTransactionLog log;
    private LaneLog lane;
    private long lastId;

    @Setup
    public void open() throws IOException, LogFailure {
        // Not where temporary files go: that may be memory.
        directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "log-benchmark");
        log = JdbcTransactionLog.embedded(directory.resolve("holdfast.db"), "benchmark", System::currentTimeMillis);
        lane = log.take(0);
    }

    @TearDown
    public void remove() throws IOException {
        lane.close();
        log.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public int batch() throws LogFailure {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            add(records);
        }
        lane.append(records);
        return records.size();
    }

    private TransactionId nextId() {
        return TransactionId.of(0, lane.epoch(), ++lastId);
    }

    private void add(List<LogRecord> records) {
        long now = 1_700_000_000_000L + lastId;
        TransactionId id = nextId();
        records.add(new LogRecord.Begun(id, now, "127.0.0.1:8091", FACTS));
        List<LogRecord.Acknowledgement> acknowledged = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            long branch = nextId().value();
            records.add(new LogRecord.BranchRegistered(id, i, now, branch, BRANCH));
            acknowledged.add(new LogRecord.Acknowledgement(branch, now, 1, 2));
        }
        records.add(new LogRecord.Decided(id, 4, now, Decision.COMMIT, Cause.CALLER));
        records.add(new LogRecord.Finished(id, 5, now, Decision.COMMIT, Cause.CALLER, acknowledged));
    }
}
