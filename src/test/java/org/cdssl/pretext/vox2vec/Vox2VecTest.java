package org.cdssl.pretext.vox2vec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.normal;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.Range;
import org.cdssl.config.Size3;
import org.cdssl.config.Vox2VecConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.TestNetworks;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.VoxelPairs;
import org.junit.jupiter.api.Test;

/// METHOD D.5.
class Vox2VecTest {
  private static final Moment START = new Moment(0, 0, 10, 4);
  private static final Size3 VIEW = new Size3(8, 16, 16);
  private static final Vox2VecConfig PRESET =
      new ConfigLoader()
          .preset("vox2vec.yaml", List.of(), ConfigLoader.Use.SETTINGS)
          .config()
          .pretext()
          .vox2vec();

  private static Vox2Vec small() {
    Range none = new Range(0, 0);
    return new Vox2Vec(
        TestNetworks.tiny("widths=[16,16,16,16]", "decoderWidths=[16,16,16,16,16]"),
        new Vox2VecConfig(8, 0.25, 0.1, 8, 2, 0, none, none, none, 0, 0, 0, none),
        CPU);
  }

  private static Tensor rows(int columns, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return TensorIo.copyOf(floats, CPU, values.length / columns, columns);
  }

  /// The definition, pair by pair, in double.
  private static double byHand(double[][] a, double[][] b, double tau) {
    double sum = 0;
    for (double[][][] views : new double[][][][] {{a, b}, {b, a}}) {
      for (int i = 0; i < a.length; i++) {
        double all = 0;
        for (int j = 0; j < a.length; j++) {
          if (j != i) {
            all += Math.exp(dot(views[0][i], views[0][j]) / tau);
          }
          all += Math.exp(dot(views[0][i], views[1][j]) / tau);
        }
        sum += Math.log(all) - dot(views[0][i], views[1][i]) / tau;
      }
    }
    return sum / (2 * a.length);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  private static Tensor tensor(double[][] rows) {
    float[] floats = new float[rows.length * rows[0].length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return TensorIo.copyOf(floats, CPU, rows.length, rows[0].length);
  }

  /// Two voxels, a = (1,0), (0,1) and b = (0.6,0.8), (0,1), τ = 0.5: by hand.
  @Test
  void lossIsTheSymmetricContrast() {
    Tensor a = rows(2, 1, 0, 0, 1);
    Tensor b = rows(2, 0.6, 0.8, 0, 1);
    double e12 = Math.exp(1.2);
    double e16 = Math.exp(1.6);
    double e2 = Math.exp(2);
    double a1 = -1.2 + Math.log(1 + e12 + 1);
    double a2 = -2 + Math.log(1 + e16 + e2);
    double b1 = -1.2 + Math.log(e16 + e12 + e16);
    double b2 = -2 + Math.log(e16 + 1 + e2);
    assertThat(Vox2Vec.loss(a, b, 0.5).item_double())
        .isCloseTo((a1 + a2 + b1 + b2) / 4, within(1e-6));
    assertThat(Vox2Vec.loss(b, a, 0.5).item_double())
        .isCloseTo((a1 + a2 + b1 + b2) / 4, within(1e-6));
  }

  /// Two voxels in opposite directions, both views equal: no embedding of length 1 does better.
  @Test
  void equalViewsOfOppositeVoxelsAreTheLeastLoss() {
    Tensor opposite = rows(2, 1, 0, -1, 0);
    double least = Math.log(1 + 2 * Math.exp(-2 / 0.1));
    assertThat(Vox2Vec.loss(opposite, opposite, 0.1).item_double()).isCloseTo(least, within(1e-6));
    double[][] a = {{1, 0}, {-1, 0}};
    assertThat(byHand(a, a, 0.5)).isCloseTo(Math.log(1 + 2 * Math.exp(-4)), within(1e-12));
    for (int seed = 0; seed < 200; seed++) {
      Tensor other = org.cdssl.pretext.Features.unit(normal(seed, 4, 2));
      double loss = Vox2Vec.loss(other.narrow(0, 0, 2), other.narrow(0, 2, 2), 0.5).item_double();
      assertThat(loss).isGreaterThan(Math.log(1 + 2 * Math.exp(-4)));
    }
    // and with all voxels alike nothing is known: log(2P − 1)
    Tensor alike = rows(2, 1, 0, 1, 0, 1, 0);
    assertThat(Vox2Vec.loss(alike, alike, 0.1).item_double()).isCloseTo(Math.log(5), within(1e-6));
  }

  /// Gradient descent on the embeddings themselves: three steps, loss and embeddings, against the
  /// definition with central differences. There is no stopped branch: both views move.
  @Test
  void threeStepsFollowTheDefinition() {
    double[][] a = {{0.9, 0.1, -0.3}, {0.2, -0.7, 0.4}, {-0.5, 0.6, 0.2}};
    double[][] b = {{0.7, 0.3, -0.1}, {-0.1, -0.8, 0.3}, {-0.2, 0.9, 0.5}};
    for (int step = 0; step < 3; step++) {
      try (StepScope scope = StepScope.open()) {
        Tensor ta = tensor(a).set_requires_grad(true);
        Tensor tb = tensor(b).set_requires_grad(true);
        Tensor loss = Vox2Vec.loss(ta, tb, 0.4);
        assertThat(loss.item_double()).isCloseTo(byHand(a, b, 0.4), within(1e-5));
        loss.backward();
        double[][] da = gradient(a, a, b);
        double[][] db = gradient(b, a, b);
        float[] ga = TensorIo.floats(ta.grad());
        float[] gb = TensorIo.floats(tb.grad());
        for (int i = 0; i < 9; i++) {
          assertThat((double) ga[i]).isCloseTo(da[i / 3][i % 3], within(1e-4));
          assertThat((double) gb[i]).isCloseTo(db[i / 3][i % 3], within(1e-4));
          a[i / 3][i % 3] -= 0.3 * da[i / 3][i % 3];
          b[i / 3][i % 3] -= 0.3 * db[i / 3][i % 3];
        }
      }
    }
  }

  private static double[][] gradient(double[][] of, double[][] a, double[][] b) {
    double[][] gradient = new double[of.length][of[0].length];
    double h = 1e-5;
    for (int i = 0; i < of.length; i++) {
      for (int c = 0; c < of[0].length; c++) {
        double held = of[i][c];
        of[i][c] = held + h;
        double up = byHand(a, b, 0.4);
        of[i][c] = held - h;
        double down = byHand(a, b, 0.4);
        of[i][c] = held;
        gradient[i][c] = (up - down) / (2 * h);
      }
    }
    return gradient;
  }

  /// 1008 channels in six levels of 16 to 512, a head of 2.17 M.
  @Test
  void pyramidAndHeadHaveThePublishedWidths() {
    Vox2Vec net = new Vox2Vec(TestNetworks.paper(), PRESET, META);
    assertThat(net.weights().parameters().get("head.6.weight").size(1)).isEqualTo(1008);
    // with the two biases before a norm, which are left out
    assertThat(net.weights().count("head.") + 2 * 1008).isEqualTo(2_167_328);
    assertThat(net.remarks(10).getFirst())
        .isEqualTo(
            "vox2vec: the contrast of 5,120 voxel pairs takes about 800 MiB (training.batchSize x"
                + " pretext.vox2vec.voxels, squared)");
  }

  @Test
  void pyramidHasTheSizesOfTheInputAndOfTheMaps() {
    Weights weights = new Weights(CPU);
    Pyramid pyramid = new Pyramid(weights.root(), 1, List.of(16, 16, 32), 4);
    Tensor x = normal(1, 2, 1, 7, 10, 9);
    List<Tensor> maps =
        List.of(normal(2, 2, 16, 4, 5, 5), normal(3, 2, 16, 2, 3, 3), normal(4, 2, 32, 1, 2, 2));
    try (Grad off = Grad.disabled()) {
      List<Tensor> levels = pyramid.forward(x, maps);
      assertThat(pyramid.widths()).containsExactly(4, 8, 16, 32);
      long[][] sizes = {{2, 4, 7, 10, 9}, {2, 8, 4, 5, 5}, {2, 16, 2, 3, 3}, {2, 32, 1, 2, 2}};
      for (int i = 0; i < 4; i++) {
        for (int axis = 0; axis < 5; axis++) {
          assertThat(levels.get(i).size(axis)).isEqualTo(sizes[i][axis]);
        }
      }
      // the coarse reaches the fine by addition: without the way down only the lateral is left
      float[] whole = TensorIo.floats(levels.getFirst());
      weights.parameters().get("top0.weight").fill_(new Scalar(0f));
      float[] lateral = TensorIo.floats(pyramid.forward(x, maps).getFirst());
      assertThat(lateral).isNotEqualTo(whole);
      weights.parameters().get("lateral3.weight").fill_(new Scalar(0f));
      assertThat(TensorIo.floats(pyramid.forward(x, maps).getFirst())).isEqualTo(lateral);
    }
  }

  /// ⌊v / 2^i⌋ where sizes halve.
  @Test
  void aVoxelHasTheFeatureThatCoversIt() {
    Size3 size = new Size3(4, 8, 16);
    int voxel = (3 * 8 + 5) * 16 + 13; // z 3, y 5, x 13
    int[] sample = {0, 1};
    int[] voxels = {voxel, voxel};
    assertThat(VoxelHead.rows(4, 8, 16, size, sample, voxels)).containsExactly(voxel, 512 + voxel);
    assertThat(VoxelHead.rows(2, 4, 8, size, sample, voxels))
        .containsExactly((1 * 4 + 2) * 8 + 6, 64 + (1 * 4 + 2) * 8 + 6);
    assertThat(VoxelHead.rows(1, 2, 4, size, sample, voxels)).containsExactly(4 + 3, 8 + 4 + 3);
    assertThat(VoxelHead.rows(1, 1, 1, size, sample, voxels)).containsExactly(0, 1);
  }

  /// Values that spell out their place come back at that place.
  @Test
  void embeddingsAreReadAtTheVoxel() {
    Weights weights = new Weights(CPU);
    VoxelHead head = new VoxelHead(weights.root(), 2, 2);
    try (Grad off = Grad.disabled()) {
      Tensor level = normal(5, 2, 2, 4, 8, 8);
      int[] sample = {0, 1, 1, 0};
      int[] voxel = {3, 3, 200, 77};
      float[] before =
          TensorIo.floats(head.forward(List.of(level), new Size3(4, 8, 8), sample, voxel));
      float[] values = TensorIo.floats(level);
      for (int p = 0; p < 4; p++) {
        for (int c = 0; c < 2; c++) {
          values[(sample[p] * 2 + c) * 256 + voxel[p]] += 1000; // shift: the norm takes it back
        }
      }
      Tensor shifted = TensorIo.copyOf(values, CPU, 2, 2, 4, 8, 8);
      float[] after =
          TensorIo.floats(head.forward(List.of(shifted), new Size3(4, 8, 8), sample, voxel));
      assertThat(after).usingComparatorWithPrecision(1e-2f).containsExactly(before);
      values[(0 * 2 + 1) * 256 + 3] += 500;
      Tensor other = TensorIo.copyOf(values, CPU, 2, 2, 4, 8, 8);
      assertThat(TensorIo.floats(head.forward(List.of(other), new Size3(4, 8, 8), sample, voxel)))
          .isNotEqualTo(after);
    }
  }

  private static ViewTensors views(Tensor first, Tensor second, VoxelPairs pairs) {
    return new ViewTensors(List.of(first, second), null, List.of(), pairs);
  }

  private static VoxelPairs pairs(int shift) {
    int[] sample = {0, 0, 0, 1, 1, 1};
    int[] first = {5, 700, 1999, 40, 333, 1024};
    int[] second = new int[6];
    for (int p = 0; p < 6; p++) {
      second[p] = (first[p] + shift) % VIEW.voxels();
    }
    return new VoxelPairs(sample, first, second);
  }

  @Test
  void everythingLearnsAndBothViewsDo() {
    Vox2Vec net = small();
    try (StepScope scope = StepScope.open()) {
      Tensor a = normal(1, 2, 1, 8, 16, 16);
      Tensor b = normal(2, 2, 1, 8, 16, 16);
      a.set_requires_grad(true);
      b.set_requires_grad(true);
      Losses losses = net.loss(views(a, b, pairs(3)), START);
      losses.total().backward();
      net.weights()
          .parameters()
          .forEach((name, p) -> assertThat(p.grad().defined()).as(name).isTrue());
      for (Tensor view : List.of(a, b)) {
        assertThat(view.grad().abs().sum().item_double()).isGreaterThan(0);
      }
      assertThat(losses.parts()).containsOnlyKeys("contrast");
      assertThat(losses.embeddings().size(1)).isEqualTo(16);
      assertThat(losses.embeddings().requires_grad()).isFalse();
    }
  }

  /// Each view goes its whole way by itself: the names of the two do not matter.
  @Test
  void viewsMayChangePlaces() {
    Vox2Vec net = small();
    try (Grad off = Grad.disabled()) {
      Tensor a = normal(1, 2, 1, 8, 16, 16);
      Tensor b = normal(2, 2, 1, 8, 16, 16);
      VoxelPairs pairs = pairs(3);
      VoxelPairs turned =
          new VoxelPairs(pairs.sample(), /* first= */ pairs.second(), /* second= */ pairs.first());
      double loss = net.loss(views(a, b, pairs), START).total().item_double();
      assertThat(net.loss(views(b, a, turned), START).total().item_double())
          .isCloseTo(loss, within(1e-5));
      assertThat(net.loss(views(b, a, pairs), START).total().item_double())
          .isNotCloseTo(loss, within(1e-3));
    }
  }

  /// Equal views and the same voxels: the positives are as alike as can be, so the loss is below
  /// that of the same views with voxels paired wrongly.
  @Test
  void equalViewsWithTheirOwnVoxelsCostLess() {
    Vox2Vec net = small();
    try (Grad off = Grad.disabled()) {
      Tensor view = normal(3, 2, 1, 8, 16, 16);
      double own = net.loss(views(view, view, pairs(0)), START).total().item_double();
      double wrong = net.loss(views(view, view, pairs(777)), START).total().item_double();
      assertThat(own).isLessThan(wrong - 0.5);
      Tensor a = net.loss(views(view, view, pairs(0)), START).total();
      assertThat(torch.isfinite(a).item_bool()).isTrue();
    }
  }
}
