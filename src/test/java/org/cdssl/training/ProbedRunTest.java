package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.CdsslException;
import org.cdssl.engine.Grad;
import org.cdssl.pretext.Pretexts;
import org.cdssl.training.RunFolder.Mode;
import org.cdssl.transfer.probe.RunProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Probes on a schedule leave no trace in what is trained.
class ProbedRunTest {
  private static final String[] PROBED = {"training.probeEverySteps=5", "probe.images=40"};

  @TempDir Path folder;

  private void probed(TinyRun run, String out, long stopAfter, boolean resume) throws Exception {
    Mode mode = new Mode(resume, false, List.of());
    run.train(out, stopAfter, mode, Pretexts::of, RunProbe::of, PROBED);
  }

  private static Map<String, String> trained(TinyRun run, String out) throws Exception {
    Map<String, String> bits = run.bits(out);
    bits.remove("metrics.jsonl");
    return bits;
  }

  @Test
  void weightsAreThoseOfARunWithoutProbesAndAResumedRunHasTheSameLines() throws Exception {
    TinyRun run = TinyRun.in(folder, 6, 4);
    run.train("plain", 12);
    probed(run, "probed", 12, false);
    assertThat(trained(run, "probed")).isEqualTo(trained(run, "plain"));
    List<JsonNode> lines = run.metrics("probed", "probe");
    assertThat(lines).extracting(line -> line.get("step").asLong()).containsExactly(0L, 5L, 10L);
    for (JsonNode line : lines) {
      assertThat(line.get("task").asString()).isEqualTo("phantom");
      double auc = line.get("linearAuc").asDouble();
      assertThat(auc)
          .isBetween(line.get("linearLow").asDouble(), line.get("linearHigh").asDouble());
      assertThat(line.get("neighboursAuc").asDouble()).isBetween(0.0, 1.0);
    }
    probed(run, "resumed", 8, false);
    probed(run, "resumed", 12, true);
    assertThat(run.bits("resumed")).isEqualTo(run.bits("probed"));
  }

  @Test
  void aProbeThatMovesRunningStatisticsChangesNothing() throws Exception {
    TinyRun run = TinyRun.in(folder, 4, 4);
    run.train("plain", 6);
    EncoderProbe rough =
        (encoder, weights, precision) -> {
          try (Grad off = Grad.disabled()) {
            for (Tensor buffer : weights.buffers().values()) {
              buffer.add_(new Scalar(1));
            }
          }
          return new EncoderProbe.Look(new LinkedHashMap<>(), "looked");
        };
    run.train("probed", 6, Mode.fresh(), Pretexts::of, config -> rough, PROBED);
    assertThat(trained(run, "probed")).isEqualTo(trained(run, "plain"));
    assertThat(run.said()).anyMatch(line -> line.endsWith("looked"));
  }

  @Test
  void ruinedWeightsAreToldAsWhatTheyAre() throws Exception {
    TinyRun run = TinyRun.in(folder, 4, 4);
    EncoderProbe.Maker ruining =
        config -> {
          EncoderProbe probe = RunProbe.of(config);
          return (encoder, weights, precision) -> {
            try (Grad off = Grad.disabled()) {
              weights.parameters().values().iterator().next().fill_(new Scalar(Double.NaN));
            }
            return probe.look(encoder, weights, precision);
          };
        };
    assertThatThrownBy(() -> run.train("ruined", 6, Mode.fresh(), Pretexts::of, ruining, PROBED))
        .isInstanceOfSatisfying(
            CdsslException.class,
            e -> assertThat(e.kind()).isEqualTo(CdsslException.Kind.NUMERICAL))
        .hasMessageContaining("features are not finite (NaN)");
  }
}
