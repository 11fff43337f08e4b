// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.load.ProcessCost;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.process.RunFailedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class ReportsTest {
    private static final Case STOCK = Campaign.usual(ClientKind.STOCK, 64);
    private static final Machine MACHINE = new Machine("a processor", 2, 8192, "Linux", "Java", "ext4", 100, 300, null);

    @TempDir
    private Path directory;

    private final List<Measurement> measurements = new ArrayList<>();

    private void measured(Contender contender, int round, long transactions, double cpuMillis) {
        ProcessCost cost = new ProcessCost(1, cpuMillis, 1024, 10, 10);
        measurements.add(new Measurement(
                contender,
                STOCK,
                round,
                new RoundResult(
                        transactions,
                        1,
                        1000,
                        2000,
                        1500,
                        9000,
                        10,
                        List.of(cost),
                        transactions / 2,
                        3,
                        0,
                        List.of())));
    }

    private Results results() {
        return new Results(
                Instant.EPOCH,
                MACHINE,
                0.1,
                Campaign.quick(List.of(Contender.measured(false))),
                measurements,
                List.of());
    }

    @Test
    void ratiosCompareRoundsThatWereRunNextToEachOther() {
        measured(Contender.HOLDFAST_SQLITE, 1, 600, 60);
        measured(Contender.PEER_FILE_SYNC, 1, 200, 80);
        measured(Contender.HOLDFAST_SQLITE, 2, 300, 30);
        measured(Contender.PEER_FILE_SYNC, 2, 100, 40);
        Optional<Spread> ratio =
                results().ratio(Contender.HOLDFAST_SQLITE, Contender.PEER_FILE_SYNC, STOCK, Metric.THROUGHPUT);
        assertThat(ratio).contains(new Spread(3, 3, 3));
        assertThat(results().ratio(Contender.HOLDFAST_SQLITE, Contender.PEER_FILE_SYNC, STOCK, Metric.COORDINATOR_CPU))
                .contains(new Spread(0.25, 0.25, 0.25));
    }

    @Test
    void aTargetIsReachedMissedOrNotMeasured() {
        measured(Contender.HOLDFAST_SQLITE, 1, 270, 60);
        measured(Contender.PEER_FILE_SYNC, 1, 100, 80);
        measured(Contender.PEER_FILE_ASYNC, 1, 135, 80);
        List<List<String>> rows = new Report(results()).targets().rows();
        assertThat(rows.get(0)).endsWith("at least 2.80x", "2.70x (2.70-2.70)", "NO");
        assertThat(rows.get(1)).endsWith("at least 2.00x", "2.00x (2.00-2.00)", "yes");
        assertThat(rows.get(2)).endsWith("-", "not measured");
        assertThat(new Report(results()).missed()).isEqualTo(1);
    }

    @Test
    void theSpreadOfAnEvenNumberOfRoundsHasItsMiddleBetweenTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(1, 2.5, 4));
    }

    @Test
    void aPagesSectionIsReplacedAndTheRestLeftAlone() throws Exception {
        Path page = Files.writeString(directory.resolve("page.md"), """
                before
                <!-- comparison: written by ./benchmark -->
                old
                <!-- end of comparison -->
                after
                """);
        MarkdownReport.publish(page, "comparison", List.of("| new |"));
        assertThat(page).hasContent("""
                before
                <!-- comparison: written by ./benchmark -->

                | new |

                <!-- end of comparison -->
                after
                """);
        assertThatThrownBy(() -> MarkdownReport.publish(page, "soak", List.of()))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("has no section between '<!-- soak");
    }

    @Test
    void theChartHasABarForEveryCoordinator() throws Exception {
        measured(Contender.HOLDFAST_SQLITE, 1, 600, 60);
        measured(Contender.PEER_FILE_SYNC, 1, 200, 80);
        String svg = Chart.of(results());
        Document chart = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        // and one for the background
        assertThat(chart.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(svg).contains("Holdfast: 3.00x");
    }

    @Test
    void aHeapIsReadWhateverItsCollector() throws Exception {
        assertThat(HeapAfterGc.used("""
                4711:
                 garbage-first heap   total 131072K, used 24576K [0x0000000080000000, 0x0000000100000000)
                  region size 1024K, 2 young (2048K), 1 survivors (1024K)
                 Metaspace       used 41234K, committed 41728K, reserved 1114112K
                  class space    used 5123K, committed 5312K, reserved 1048576K
                """)).isEqualTo(24576);
        assertThat(HeapAfterGc.used("""
                 def new generation   total 39296K, used 1000K [0x1, 0x2, 0x3)
                  eden space 34944K,   2% used [0x1, 0x2, 0x3)
                 tenured generation   total 87424K, used 234K [0x1, 0x2, 0x3)
                   the space 87424K,   0% used [0x1, 0x2, 0x3, 0x4)
                """)).isEqualTo(1234);
    }
}
