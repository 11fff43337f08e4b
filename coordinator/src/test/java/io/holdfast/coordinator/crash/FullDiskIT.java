// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.coordinator.lane.Lane;
import io.holdfast.coordinator.lane.LaneSettings;
import io.holdfast.coordinator.lane.LaneState.Condition;
import io.holdfast.coordinator.lane.Router;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Ownership;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running lane on a disk of a few megabytes, which somebody else fills. */
class FullDiskIT {
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path disk;

    private final Judge judge = new Judge();
    private final Journal journal = new Journal(judge::read, () -> {});
    private TransactionLog log;
    private Lane lane;
    private Router router;

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor();
    }

    @BeforeEach
    void mount() throws Exception {
        boolean mounted = System.getProperty("user.name").equals("root")
                && run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "NOT TESTED: a disk of its own can be mounted by root only (and on Linux)");
    }

    @AfterEach
    void unmount() throws Exception {
        if (lane != null) {
            lane.stop();
        }
        if (log != null) {
            log.close();
        }
        run("umount", disk.toString());
    }

    private Path file() {
        return disk.resolve("data").resolve("holdfast.db");
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    private void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] block = new byte[512];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private void start() throws LogFailure {
        log = JdbcTransactionLog.embedded(file(), "node-1", () -> NOW);
        LaneSettings settings = new LaneSettings(256, 64, 5, 50, 16);
        lane = new Lane(
                0, journal.around(log), new Out(), Script.ENGINE, settings, Ownership.ALONE, System::currentTimeMillis);
        lane.start();
        router = new Router(List.of(lane));
    }

    private static final class Asker implements ReplyTo {
        final TransactionId about;
        final CompletableFuture<Answer> answer = new CompletableFuture<>();

        Asker(TransactionId about) {
            this.about = about;
        }
    }

    private final class Out implements Outbox {
        @Override
        public void reply(ReplyTo to, Answer answer) {
            journal.replied(((Asker) to).about, answer);
            ((Asker) to).answer.complete(answer);
        }

        @Override
        public void call(BranchCall call) {
            journal.called(call);
        }

        @Override
        public void endOfBatch() {}
    }

    private Answer ask(TransactionId about, Function<ReplyTo, Input> request) throws Exception {
        Asker asker = new Asker(about);
        assertThat(router.offer(request.apply(asker))).isTrue();
        return asker.answer.get(30, TimeUnit.SECONDS);
    }

    /** The answer to a registration with much to write, or to the begin before it. */
    private Answer register() throws Exception {
        Answer answer = ask(null, to -> new Begin(new BeginFacts("order", "shop", "group", 0), to));
        if (!(answer instanceof Answer.Begun begun)) {
            return answer;
        }
        TransactionId id = begun.xid().id();
        BranchFacts facts = new BranchFacts(BranchType.TCC, "stock", "shop", "shop:1.2.3.4:5", "x".repeat(20_000));
        return ask(id, to -> new RegisterBranch(id, facts, to));
    }

    private Refused registerUntilRefused() throws Exception {
        Answer answer = register();
        for (int i = 0; i < 2_000 && answer instanceof Answer.Registered; i++) {
            answer = register();
        }
        assertThat(answer).isInstanceOf(Refused.class);
        return (Refused) answer;
    }

    @Test
    void aLaneOnAFullDiskHaltsSaysSoLosesNothingAndServesAgainWhenThereIsSpace() throws Exception {
        start();
        for (int round = 0; round < 3; round++) {
            assertThat(register()).isInstanceOf(Answer.Registered.class);
            fill();
            Refused refused = registerUntilRefused();
            assertThat(refused.refusal()).isEqualTo(Refusal.UNAVAILABLE);
            assertThat(refused.message())
                    .contains("ask again")
                    .contains(file().toString())
                    .contains("free some space");
            await().until(() -> lane.state().condition() == Condition.HALTED);

            Files.delete(filler());
            await().atMost(Duration.ofSeconds(30)).until(() -> lane.state().condition() == Condition.SERVING);
        }
        int before = judge.transactions().size();
        assertThat(register()).isInstanceOf(Answer.Registered.class);
        lane.stop();
        log.close();
        start();
        assertThat(judge.transactions()).hasSize(before + 1);
    }

    @Test
    void aFirstStartOnAFullDiskIsRefusedAndSaysWhy() throws Exception {
        Files.createDirectories(file().getParent());
        fill();
        assertThatThrownBy(this::start)
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining(disk.toString())
                .hasMessageContaining("space");
    }

    @Test
    void aStartOnADiskThatIsFullByNowIsRefusedAndEverythingIsThereWhenThereIsSpace() throws Exception {
        start();
        assertThat(register()).isInstanceOf(Answer.Registered.class);
        lane.stop();
        log.close();
        fill();
        assertThatThrownBy(this::start).isInstanceOf(LogFailure.class).hasMessageContaining("free some space");
        log.close();
        Files.delete(filler());
        start();
        assertThat(judge.transactions()).hasSize(1);
    }
}
