package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.cdssl.CdsslException;
import org.cdssl.transfer.metric.Predictions.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class EvaluationTest {
  private static final List<String> NAMES = List.of("normal", "a, \"quoted\" one", "a|b");

  static Predictions classes(long seed, int n, double skill) {
    Random random = new Random(seed);
    int[] labels = new int[n];
    double[][] scores = new double[n][3];
    Random truth = new Random(99);
    for (int i = 0; i < n; i++) {
      labels[i] = truth.nextInt(3);
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        scores[i][c] = Math.exp(random.nextGaussian() + (c == labels[i] ? skill : 0));
        sum += scores[i][c];
      }
      for (int c = 0; c < 3; c++) {
        scores[i][c] /= sum;
      }
    }
    return Predictions.ofClasses(NAMES, ids(n), subjects(n), labels, scores);
  }

  private static Predictions findings(int n) {
    Random random = new Random(5);
    boolean[][] truth = new boolean[n][3];
    double[][] scores = new double[n][3];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        // the last finding is never there
        truth[i][c] = c < 2 && random.nextDouble() < 0.4;
        scores[i][c] = Math.clamp(0.5 * random.nextDouble() + (truth[i][c] ? 0.3 : 0.1), 0, 1);
      }
    }
    return new Predictions(Kind.FINDINGS, NAMES, ids(n), subjects(n), truth, scores);
  }

  private static List<String> ids(int n) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      ids.add("source/image " + i + ".png");
    }
    return ids;
  }

  /// Two images a subject.
  private static List<String> subjects(int n) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      ids.add("p" + i / 2);
    }
    return ids;
  }

  @Test
  void intervalsAreThoseOfTheBootstrapOfEachMetric() {
    Predictions p = classes(1, 80, 1);
    Evaluation all = Evaluation.of(p, 200, 3);
    Bootstrap bootstrap = Bootstrap.of(p.subjects(), 200, 3);
    assertThat(all.subjects()).isEqualTo(40);
    assertThat(all.classes().get(1).metrics().get(Score.AUC))
        .isEqualTo(bootstrap.interval(Auc.metric(p.scoresOf(1), p.truthOf(1))));
    assertThat(all.metrics().get(Score.ACC))
        .isEqualTo(bootstrap.interval(Accuracy.metric(p.scores(), p.labels())));
    assertThat(all.metrics().get(Score.AUC).value())
        .isCloseTo(Auc.macro(p.scores(), p.labels()), within(1e-12));
    assertThat(all.metrics().get(Score.AUC).low()).isLessThan(all.metrics().get(Score.AUC).value());
  }

  @Test
  void aFindingThatIsNeverPresentIsSkippedAndCounted() {
    Predictions p = findings(60);
    Evaluation all = Evaluation.of(p, 100, 0);
    assertThat(all.skipped()).isEqualTo(1);
    assertThat(all.classes().get(2).metrics().get(Score.AUC).value()).isNaN();
    assertThat(all.metrics().get(Score.AUC).value())
        .isEqualTo(Auc.multiLabel(p.scores(), p.truth()))
        .isNotNaN();
  }

  @Test
  void aFileOfPredictionsIsReadAsItWasWritten(@TempDir Path folder) throws Exception {
    for (Predictions p : List.of(classes(2, 30, 1), findings(30))) {
      Path file = folder.resolve("predictions.csv");
      PredictionsFile.write(file, p);
      Predictions back = PredictionsFile.read(file, p.kind());
      assertThat(back.classes()).isEqualTo(p.classes());
      assertThat(back.ids()).isEqualTo(p.ids());
      assertThat(back.subjects()).isEqualTo(p.subjects());
      if (p.kind() == Kind.CLASSES) {
        assertThat(back.truth()).isDeepEqualTo(p.truth());
      }
      assertThat(back.scores()).isDeepEqualTo(p.scores());
    }
  }

  @Test
  void aBrokenFileIsToldWithItsLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("predictions.csv");
    Files.writeString(file, "id,subject,truth,no,yes\na,s,no,0.5,0.5\nb,s,maybe,0.5,0.5\n");
    assertThatThrownBy(() -> PredictionsFile.read(file, Kind.CLASSES))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("maybe");
    Files.writeString(file, "id,subject,truth,no,yes\na,s,no,0.5,1.5\n");
    assertThatThrownBy(() -> PredictionsFile.read(file, Kind.CLASSES))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("1.5");
    Files.writeString(file, "name,truth\n");
    assertThatThrownBy(() -> PredictionsFile.read(file, Kind.CLASSES))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("id, subject, truth");
  }

  @Test
  void theFilesSayWhatTheEvaluationFound(@TempDir Path folder) throws Exception {
    Predictions p = findings(60);
    LinkedHashMap<String, Object> about = new LinkedHashMap<>();
    about.put("init", "random");
    Evaluation all = EvaluationFiles.write(folder, p, about, 100, 0);
    JsonNode result = new ObjectMapper().readTree(folder.resolve("result.json").toFile());
    assertThat(result.get("init").asString()).isEqualTo("random");
    assertThat(result.get("value").asDouble()).isEqualTo(all.metrics().get(Score.AUC).value());
    assertThat(result.get("classes").get(2).get("auc").get("value").isNull()).isTrue();
    assertThat(result.get("skippedClasses").asInt()).isEqualTo(1);
    JsonNode curves = new ObjectMapper().readTree(folder.resolve("curves.json").toFile());
    assertThat(curves.get("roc")).hasSize(2);
    JsonNode band = curves.get("rocBand");
    assertThat(band.get("x")).hasSize(51);
    assertThat(band.get("y").get(50).asDouble()).isEqualTo(1);
    for (int i = 0; i < 51; i++) {
      double y = band.get("y").get(i).asDouble();
      assertThat(band.get("low").get(i).asDouble()).isLessThanOrEqualTo(y + 0.02);
      assertThat(band.get("high").get(i).asDouble()).isGreaterThanOrEqualTo(y - 0.02);
    }
    byte[] first = Files.readAllBytes(folder.resolve("result.json"));
    EvaluationFiles.write(folder, p, about, 100, 0);
    assertThat(Files.readAllBytes(folder.resolve("result.json"))).isEqualTo(first);
  }

  @Test
  void theWorstCasesAreThoseWithTheLeastProbabilityOfTheTruth() {
    Predictions p = classes(4, 80, 0.5);
    List<WorstCases.Case> worst = WorstCases.of(p, 5);
    assertThat(worst).hasSize(5);
    int[] labels = p.labels();
    double previous = 0;
    for (WorstCases.Case c : worst) {
      assertThat(c.probability()).isEqualTo(p.scores()[c.row()][labels[c.row()]]);
      assertThat(c.called()).isNotEqualTo(c.className());
      assertThat(c.probability()).isGreaterThanOrEqualTo(previous);
      previous = c.probability();
    }
    for (int i = 0; i < p.rows(); i++) {
      int row = i;
      if (worst.stream().noneMatch(c -> c.row() == row)) {
        assertThat(p.scores()[i][labels[i]]).isGreaterThanOrEqualTo(previous);
      }
    }
  }

  @Test
  void twoRunsAreComparedOnTheSameImagesInAnyOrder() {
    Predictions good = classes(6, 120, 2);
    Predictions poor = classes(7, 120, 0.2);
    Comparison comparison = Comparison.of(good, reversed(poor), 300, 0);
    Difference auc = comparison.metrics().get(Score.AUC);
    assertThat(auc.estimate().value())
        .isCloseTo(
            Auc.macro(good.scores(), good.labels()) - Auc.macro(poor.scores(), poor.labels()),
            within(1e-12));
    assertThat(auc.pValue()).isLessThan(0.02);
    assertThat(comparison.classes().get("normal").test()).isEqualTo("DeLong");
    assertThat(comparison.classes().get("normal").pValue()).isLessThan(0.05);
  }

  @Test
  void runsOnOtherImagesAreNotCompared() {
    Predictions some = classes(8, 20, 1);
    Predictions more = classes(8, 22, 1);
    assertThatThrownBy(() -> Comparison.of(some, more, 10, 0))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("not evaluated on the same images");
  }

  private static Predictions reversed(Predictions p) {
    int n = p.rows();
    boolean[][] truth = new boolean[n][];
    double[][] scores = new double[n][];
    for (int i = 0; i < n; i++) {
      truth[i] = p.truth()[n - 1 - i];
      scores[i] = p.scores()[n - 1 - i];
    }
    return new Predictions(
        p.kind(), p.classes(), p.ids().reversed(), p.subjects().reversed(), truth, scores);
  }

  @Test
  void predictionsThatCannotBeAreRefused() {
    assertThatThrownBy(() ->
            Predictions.ofClasses(
                List.of("a", "b"),
                List.of("x", "x"),
                List.of("s", "s"),
                new int[] {0, 1},
                new double[][] {{1, 0}, {0, 1}}))
        .hasMessageContaining("two rows");
    assertThatThrownBy(() ->
            Predictions.ofClasses(
                List.of("a", "b"),
                List.of("x"),
                List.of("s"),
                new int[] {0},
                new double[][] {{Double.NaN, 0}}))
        .hasMessageContaining("no probability");
  }
}
