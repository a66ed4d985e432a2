package org.cdssl.pretext.transvw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.META;
import static org.cdssl.network.TestNetworks.normal;
import static org.cdssl.network.TestNetworks.uniform;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.TransVwConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Sgd;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.network.TestNetworks;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.pretext.transvw.VisualWords.Cube;
import org.cdssl.pretext.transvw.VisualWords.Word;
import org.cdssl.view.ImagePool;
import org.cdssl.view.VoxelPairs;
import org.junit.jupiter.api.Test;

/// METHOD C.2, D.3.
class TransVwTest {
  private static final Moment START = new Moment(0, 0, 10, 4);
  private static final VisualWords WORDS =
      new VisualWords(
          VisualWords.FORMAT,
          Map.of(),
          List.of(
              new Word("3d", "a", List.of(cube("a"), cube("b"))),
              new Word("3d", "b", List.of(cube("b"))),
              new Word("3d", "c", List.of(cube("c")))));

  private static Cube cube(String image) {
    return new Cube(image, 0, 0, 0, 16, 16, 8);
  }

  private static TransVwConfig config(int hidden) {
    PretrainConfig paper =
        new ConfigLoader()
            .preset("paper-resnet18.yaml", List.of(), ConfigLoader.Use.SETTINGS)
            .config();
    return new TransVwConfig("", 0.01, hidden, paper.pretext().transvw().discovery());
  }

  private static TransVw small() {
    return new TransVw(
        TestNetworks.tiny("widths=[16,16,16,16]", "decoderWidths=[16,16,16,16,16]"),
        config(16),
        WORDS,
        CPU);
  }

  private static ViewTensors views(String... ids) {
    return new ViewTensors(
        List.of(normal(1, ids.length, 1, 8, 16, 16)),
        null,
        List.of(uniform(2, ids.length, 1, 8, 16, 16)),
        List.of(ids),
        new VoxelPairs(new int[0], new int[0], new int[0]));
  }

  /// Decoder of C.2 with one output in place of three, 9,451,987 − 2·(16·27 + 1); classifier 512 →
  /// 1024 → 3.
  @Test
  void decoderAndClassifierHaveThePublishedSize() {
    TransVw net = new TransVw(TestNetworks.paper(), config(1024), WORDS, META);
    assertThat(net.weights().count("encoder.")).isEqualTo(33_160_000);
    assertThat(net.weights().count("decoder.")).isEqualTo(9_451_121);
    assertThat(net.weights().count("classifier."))
        .isEqualTo(512L * 1024 * 27 + 1024 + 2 * 1024 + 1024 * 3 + 3);
  }

  /// Three steps by hand: restoration errors and logits of two words, label 1 then 0 then 1.
  @Test
  void theLossIsTheErrorAndAHundredthOfTheCrossEntropy() {
    double[] restore = {0.04, 0.01, 0.25};
    float[][] logits = {{0.5f, 1}, {-2, 3}, {0, 0}};
    long[] labels = {1, 0, 1};
    for (int step = 0; step < 3; step++) {
      Tensor words =
          TransVw.crossEntropy(
              TensorIo.copyOf(logits[step], CPU, 1, 2),
              TensorIo.copyOf(new long[] {labels[step]}, CPU, 1));
      double a = logits[step][0];
      double b = logits[step][1];
      double own = labels[step] == 0 ? a : b;
      double crossEntropy = Math.log(Math.exp(a) + Math.exp(b)) - own;
      assertThat(words.item_double()).isCloseTo(crossEntropy, within(1e-6));
      Tensor mse = TensorIo.copyOf(new float[] {(float) restore[step]}, CPU);
      assertThat(TransVw.total(mse, words, 0.01).item_double())
          .isCloseTo(restore[step] + 0.01 * crossEntropy, within(1e-6));
    }
  }

  @Test
  void aPerfectRestorationOfAWordThatIsKnownForSureCostsNothing() {
    Tensor crop = uniform(3, 1, 1, 4, 4, 4);
    Tensor words =
        TransVw.crossEntropy(
            TensorIo.copyOf(new float[] {60, -60}, CPU, 1, 2),
            TensorIo.copyOf(new long[] {0}, CPU, 1));
    assertThat(TransVw.total(torch.mse_loss(crop, crop), words, 0.01).item_double()).isZero();
  }

  /// Each sample's label is that of the word its name says; names of the batch decide, not places.
  @Test
  void labelsComeFromTheNamesOfTheSamples() {
    assertThat(WORDS.labels()).isEqualTo(Map.of("a#0.0", 0, "b#0.1", 0, "b#1.0", 1, "c#2.0", 2));
    TransVw net = small();
    try (StepScope scope = StepScope.open()) {
      double one = net.loss(views("a#0.0", "b#1.0"), START).parts().get("words").item_double();
      double other = net.loss(views("c#2.0", "b#1.0"), START).parts().get("words").item_double();
      assertThat(other).isNotCloseTo(one, within(1e-5));
      double same = net.loss(views("b#0.1", "b#1.0"), START).parts().get("words").item_double();
      assertThat(same).isCloseTo(one, within(1e-6));
    }
  }

  @Test
  void bothTermsTeachTheEncoderAndTheTargetIsConstant() {
    TransVw net = small();
    try (StepScope scope = StepScope.open()) {
      ViewTensors views = views("a#0.0", "b#1.0");
      Losses losses = net.loss(views, START);
      losses.total().backward();
      net.weights()
          .parameters()
          .forEach((name, p) -> assertThat(p.grad().defined()).as(name).isTrue());
      assertThat(views.targets().getFirst().grad().defined()).isFalse();
      net.weights().clearGradients();
      net.loss(views, START).parts().get("words").backward();
      assertThat(net.weights().parameters().get("encoder.conv1.weight").grad().defined()).isTrue();
      assertThat(net.weights().parameters().get("decoder.last.weight").grad().defined()).isFalse();
    }
  }

  @Test
  void aFewStepsOnOneBatchLowerBothTerms() {
    TransVw net = small();
    Sgd sgd = new Sgd(net.weights(), 0.9, false, 0);
    double[] first = new double[2];
    double[] last = new double[2];
    for (int step = 0; step < 12; step++) {
      try (StepScope scope = StepScope.open()) {
        Losses losses = net.loss(views("a#0.0", "b#1.0", "c#2.0", "b#0.1"), START);
        losses.total().add(losses.parts().get("words")).backward();
        sgd.step(0.05, 1);
        last[0] = losses.parts().get("restore").item_double();
        last[1] = losses.parts().get("words").item_double();
        if (step == 0) {
          first = last.clone();
        }
      } finally {
        net.weights().clearGradients();
      }
    }
    assertThat(last[0]).isLessThan(first[0]);
    assertThat(last[1]).isLessThan(0.7 * first[1]);
  }

  /// A checkpoint brings back the fingerprint of the words that the run began with.
  @Test
  void aRunDoesNotGoOnWithOtherWords() {
    TransVw net = small();
    assertThat(net.samples(NONE).size()).isZero();
    Word last = WORDS.words().getLast();
    VisualWords edited = new VisualWords(VisualWords.FORMAT, Map.of(), List.of(last, last, last));
    TransVw other =
        new TransVw(
            TestNetworks.tiny("widths=[16,16,16,16]", "decoderWidths=[16,16,16,16,16]"),
            config(16),
            edited,
            CPU);
    try (Grad off = Grad.disabled()) {
      String name = "words.sha256";
      other.weights().buffers().get(name).copy_(net.weights().buffers().get(name));
    }
    assertThatThrownBy(() -> other.samples(NONE)).hasMessageContaining("put their file back");
  }

  private static final ImagePool NONE = ImagePool.of(List.of());

  @Test
  void withoutWordsItSaysHowToFindThem() {
    PretrainConfig config =
        new ConfigLoader().preset("transvw.yaml", List.of(), ConfigLoader.Use.SETTINGS).config();
    assertThatThrownBy(() -> TransVw.of(config, CPU))
        .hasMessageContaining("visual words")
        .hasMessageContaining("cdssl prepare");
  }
}
