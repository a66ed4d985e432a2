package org.cdssl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.engine.RngState;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.Pretexts;
import org.cdssl.view.FixedView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  private static final Size3 SIZE = Size3.parse("16x16x8");

  private Compute compute;
  private Pretext pretext;

  @BeforeEach
  void makeNetwork() {
    PretrainConfig config =
        new ConfigLoader()
            .preset(
                "tiny",
                List.of("network.widths=[4, 4, 8, 8]", "network.decoderWidths=[8, 8, 4, 4, 4]"),
                ConfigLoader.Use.SETTINGS)
            .config();
    compute = Compute.on("cpu", 1);
    Compute.seed(3);
    pretext = Pretexts.of(config, compute);
  }

  private HeldOut heldOut(int batchSize, int flats, int volumes) {
    return new HeldOut(
        pretext,
        Precision.FLOAT32,
        compute,
        batchSize,
        new BufferShadow(pretext.weights()),
        views(flats, 1),
        views(volumes, 2));
  }

  private static List<FixedView> views(int count, long seed) {
    Random random = new Random(seed);
    List<FixedView> views = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] input = new float[SIZE.voxels()];
      float[] target = new float[SIZE.voxels()];
      for (int v = 0; v < input.length; v++) {
        input[v] = (float) random.nextGaussian();
        target[v] = random.nextFloat();
      }
      views.add(new FixedView(SIZE, input, target));
    }
    return views;
  }

  private String everything() {
    Map<String, Tensor> all = new LinkedHashMap<>(pretext.weights().all());
    all.put("rng", RngState.get());
    return TinyRun.sha256(all);
  }

  @Test
  void scoringLeavesNoTrace() {
    HeldOut heldOut = heldOut(4, 3, 3);
    String before = everything();
    heldOut.score(() -> false);
    heldOut.restore(2);
    assertThat(everything()).isEqualTo(before);
    assertThat(pretext.weights().parameters().values())
        .allSatisfy(parameter -> assertThat(parameter.grad().defined()).isFalse());
  }

  @Test
  void askedTwiceTheScoreIsTheSame() {
    HeldOut heldOut = heldOut(4, 3, 2);
    assertThat(heldOut.score(() -> false)).isEqualTo(heldOut.score(() -> false));
  }

  @Test
  void theScoreIsTheMeanSquaredErrorOfTheRestorations() {
    HeldOut heldOut = heldOut(6, 2, 4);
    List<float[]> restored = heldOut.restore(0);
    double[] sum = new double[2];
    for (int i = 0; i < 6; i++) {
      float[] target = heldOut.views().get(i).view().target();
      for (int v = 0; v < target.length; v++) {
        double d = restored.get(i)[v] - target[v];
        sum[heldOut.views().get(i).flat() ? 0 : 1] += d * d / target.length;
      }
    }
    Map<String, Object> score = heldOut.score(() -> false);
    assertThat((Double) score.get("restore")).isCloseTo((sum[0] + sum[1]) / 6, within(1e-12));
    assertThat((Double) score.get("restore2d")).isCloseTo(sum[0] / 2, within(1e-12));
    assertThat((Double) score.get("restore3d")).isCloseTo(sum[1] / 4, within(1e-12));
  }

  @Test
  void theLastBatchIsFilledUpAndCountedOnce() {
    Map<String, Object> score = heldOut(4, 3, 2).score(() -> false);
    assertThat(score).containsEntry("images2d", 3).containsEntry("images3d", 2);
  }

  @Test
  void aSingleImageCanBeScored() {
    Map<String, Object> score = heldOut(4, 1, 0).score(() -> false);
    assertThat((Double) score.get("restore")).isPositive().isFinite();
    assertThat(score).doesNotContainKey("restore3d");
  }

  @Test
  void xraysAndVolumesAreSpreadEvenly() {
    List<HeldOut.View> views = heldOut(4, 3, 6).views();
    assertThat(views)
        .extracting(HeldOut.View::flat)
        .containsExactly(false, false, true, false, false, true, false, false, true);
    assertThat(views).extracting(HeldOut.View::view).doesNotHaveDuplicates();
  }

  @Test
  void stoppedItGivesNoScore() {
    assertThat(heldOut(2, 2, 2).score(() -> true)).isNull();
  }
}
