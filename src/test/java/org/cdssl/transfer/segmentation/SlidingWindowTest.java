package org.cdssl.transfer.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig.Norm;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Weights;
import org.cdssl.network.Conv3d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// METHOD I.8.
class SlidingWindowTest {
  private static final Compute CPU = Compute.on("cpu", 1);

  @ParameterizedTest
  @CsvSource({
    "13, 21, 17, 0.5, 1", // last windows shifted inside
    "13, 21, 17, 0.25, 3",
    "8, 6, 10, 0.5, 2", // one window
    "5, 21, 3, 0.5, 1", // smaller than the window along two axes
    "16, 12, 20, 0, 4"
  })
  void aConstantNetworkGivesAConstantMap(int d, int h, int w, double overlap, int tileBatch) {
    SegmentationCase of = TestCases.ramp(w, h, d);
    SlidingWindow window =
        new SlidingWindow(
            SlidingWindowTest::constant, 3, new Size3(8, 6, 10), overlap, false, tileBatch, CPU);
    float[] expected = softmax(0.3f, -1, 2);
    int[] slices = {0};
    window.run(
        of,
        (z, probabilities) -> {
          assertThat(z).isEqualTo(slices[0]++);
          assertThat(probabilities).hasSize(3 * h * w);
          for (int i = 0; i < probabilities.length; i++) {
            assertThat(probabilities[i]).isCloseTo(expected[i / (h * w)], within(1e-6f));
          }
        },
        () -> false);
    assertThat(slices[0]).isEqualTo(d);
  }

  @Test
  void slicesAreTheWeightedMeanOfAllWindowsThatShowThem() {
    SegmentationCase of = TestCases.ramp(11, 7, 9);
    Size3 patch = new Size3(4, 5, 6);
    double[] sums = new double[2 * 9 * 7 * 11];
    double[] totals = new double[9 * 7 * 11];
    // what a voxel is called depends on its window and its place in it, so that every tile counts
    for (int z : new int[] {0, 2, 4, 5}) {
      for (int y : new int[] {0, 2}) {
        for (int x : new int[] {0, 3, 5}) {
          double first = of.image().intensity((z * 7 + y) * 11 + x);
          for (int i = 0; i < patch.voxels(); i++) {
            int pz = i / 30;
            int py = i / 6 % 5;
            int px = i % 6;
            int at = ((z + pz) * 7 + y + py) * 11 + x + px;
            double weight = gauss(pz, 4) * gauss(py, 5) * gauss(px, 6);
            double logit = 3 * of.image().intensity(at) - 2 * first;
            totals[at] += weight;
            sums[at] += weight / (1 + Math.exp(logit));
            sums[totals.length + at] += weight / (1 + Math.exp(-logit));
          }
        }
      }
    }
    SlidingWindow window =
        new SlidingWindow(SlidingWindowTest::relative, 2, patch, 0.5, false, 1, CPU);
    window.run(
        of,
        (z, probabilities) -> {
          for (int i = 0; i < 77; i++) {
            for (int c = 0; c < 2; c++) {
              assertThat((double) probabilities[c * 77 + i])
                  .isCloseTo(
                      sums[c * totals.length + z * 77 + i] / totals[z * 77 + i], within(1e-5));
            }
          }
        },
        () -> false);
  }

  @Test
  void theResultDoesNotDependOnHowManyWindowsGoAtOnce() {
    SegmentationCase of = TestCases.ramp(19, 14, 15);
    Weights weights = new Weights(CPU);
    Conv3d conv = Conv3d.same(weights.root().in("conv"), 1, 4, 3, true);
    var norm = new org.cdssl.network.Norm(weights.root().in("norm"), Norm.INSTANCE, 4);
    Conv3d last = Conv3d.same(weights.root().in("last"), 4, 3, 3, true);
    SlidingWindow.Network network = x -> last.forward(norm.forward(conv.forward(x)).relu());
    float[] reference = map(network, of, 1);
    for (int tileBatch : new int[] {2, 3, 7, 64}) {
      assertThat(map(network, of, tileBatch)).containsExactly(reference, within(1e-5f));
    }
  }

  @Test
  void mirroringMakesTheResultOfAMirroredImageTheMirroredResult() {
    SegmentationCase of = TestCases.ramp(8, 8, 8);
    Weights weights = new Weights(CPU);
    Conv3d conv = Conv3d.same(weights.root(), 1, 2, 3, true);
    SlidingWindow mirrored =
        new SlidingWindow(conv::forward, 2, new Size3(8, 8, 8), 0.5, true, 1, CPU);
    SlidingWindow plain =
        new SlidingWindow(conv::forward, 2, new Size3(8, 8, 8), 0.5, false, 1, CPU);
    float[] a = all(mirrored, of, 2);
    float[] b = all(mirrored, flipped(of), 2);
    assertThat(b).containsExactly(reversedRows(a, 8), within(1e-5f));
    assertThat(all(plain, flipped(of), 2)[5])
        .isNotCloseTo(reversedRows(all(plain, of, 2), 8)[5], within(1e-4f));
  }

  @Test
  void labelsAreTheMostProbableClass() {
    SegmentationCase of = TestCases.ramp(11, 7, 9);
    SlidingWindow window =
        new SlidingWindow(SlidingWindowTest::relative, 2, new Size3(4, 5, 6), 0.5, false, 2, CPU);
    float[] probabilities = all(window, of, 2);
    byte[] labels = window.labels(of, () -> false);
    for (int i = 0; i < labels.length; i++) {
      boolean one = probabilities[labels.length + i] > probabilities[i];
      assertThat(labels[i]).isEqualTo((byte) (one ? 1 : 0));
    }
    assertThat(labels).contains(0, 1);
    assertThat(window.labels(of, () -> true)).isNull();
  }

  @Test
  void memoryGrowsWithTheSlabAndNotWithTheVolumeTimesTheClasses() {
    SlidingWindow window =
        new SlidingWindow(SlidingWindowTest::constant, 3, new Size3(8, 16, 16), 0.5, false, 1, CPU);
    MemoryEstimate one = window.estimate(new Size3(100, 64, 64));
    MemoryEstimate two = window.estimate(new Size3(200, 64, 64));
    assertThat(one.slab()).isEqualTo(4L * 3 * 8 * 64 * 64).isEqualTo(two.slab());
    assertThat(two.total() - one.total()).isEqualTo(3L * 100 * 64 * 64);
    assertThat(one.text()).contains("MiB: image 1, labels 0, slab");
  }

  /// Logits 0.3, -1, 2 everywhere.
  private static Tensor constant(Tensor x) {
    TensorVector maps = new TensorVector();
    for (double value : new double[] {0.3, -1, 2}) {
      maps.push_back(torch.full_like(x, new Scalar(value)));
    }
    return torch.cat(maps, 1);
  }

  /// Logits 0 and 3·voxel − 2·first voxel of the window.
  private static Tensor relative(Tensor x) {
    Tensor first = x.narrow(2, 0, 1).narrow(3, 0, 1).narrow(4, 0, 1);
    Tensor logit = x.mul(new Scalar(3.0)).sub(first.mul(new Scalar(2.0)));
    return torch.cat(new TensorVector(torch.zeros_like(x), logit), 1);
  }

  private static double gauss(int i, int n) {
    double t = (i - (n - 1) / 2.0) / (n / 8.0);
    return Math.exp(-0.5 * t * t);
  }

  private static float[] map(SlidingWindow.Network network, SegmentationCase of, int tileBatch) {
    return all(
        new SlidingWindow(network, 3, new Size3(6, 8, 10), 0.5, false, tileBatch, CPU), of, 3);
  }

  /// `[C, D, H, W]`
  private static float[] all(SlidingWindow window, SegmentationCase of, int classes) {
    int voxels = of.labels().length;
    int plane = of.size().h() * of.size().w();
    float[] all = new float[classes * voxels];
    window.run(
        of,
        (z, probabilities) -> {
          for (int c = 0; c < classes; c++) {
            System.arraycopy(probabilities, c * plane, all, c * voxels + z * plane, plane);
          }
        },
        () -> false);
    return all;
  }

  private static SegmentationCase flipped(SegmentationCase of) {
    int w = of.size().w();
    short[] values = new short[of.labels().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.image().values()[i / w * w + w - 1 - i % w];
    }
    var image =
        new org.cdssl.image.PreparedImage(
            "flipped", false, w, of.size().h(), of.size().d(), values);
    return new SegmentationCase(image, of.labels(), of.foreground(), 0, 1, of.grid());
  }

  private static float[] reversedRows(float[] values, int w) {
    float[] out = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = values[i / w * w + w - 1 - i % w];
    }
    return out;
  }

  private static float[] softmax(float... logits) {
    double sum = 0;
    for (float l : logits) {
      sum += Math.exp(l);
    }
    float[] p = new float[logits.length];
    for (int c = 0; c < p.length; c++) {
      p[c] = (float) (Math.exp(logits[c]) / sum);
    }
    return p;
  }
}
