package org.cdssl.transfer.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cdssl.transfer.metric.Auc;
import org.cdssl.transfer.metric.Predictions;
import org.cdssl.transfer.metric.Predictions.Kind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ProbesTest {
  /// Classes are told apart by the first components; the rest is noise. A component is constant.
  private static LabelledFeatures part(int rows, int classes, double distance, long seed) {
    Random random = new Random(seed);
    List<String> ids = new ArrayList<>();
    boolean[][] truth = new boolean[rows][classes];
    float[][] features = new float[rows][6];
    for (int i = 0; i < rows; i++) {
      int label = i % classes;
      ids.add(seed + "-" + i);
      truth[i][label] = true;
      for (int j = 0; j < 5; j++) {
        features[i][j] = (float) (random.nextGaussian() + (j == label ? distance : 0));
      }
      features[i][5] = 3;
    }
    return new LabelledFeatures(ids, ids, truth, features);
  }

  private static double auc(Predictions p) {
    return Auc.macro(p.scores(), p.labels());
  }

  private static Probes.Result run(int classes, double distance) {
    List<String> names = List.of("a", "b", "c", "d").subList(0, classes);
    return Probes.run(
        Kind.CLASSES,
        names,
        part(120, classes, distance, 1),
        part(40, classes, distance, 2),
        part(200, classes, distance, 3),
        20);
  }

  /// The weights that scikit-learn's other solver finds; `make_sklearn_json.py` made the file.
  @Test
  void theLinearProbeEqualsScikitLearn() throws Exception {
    try (InputStream in = ProbesTest.class.getResourceAsStream("sklearn.json")) {
      for (JsonNode c : new ObjectMapper().readTree(in)) {
        int n = c.get("y").size();
        float[][] x = new float[n][c.get("weights").size()];
        boolean[][] truth = new boolean[n][2];
        for (int i = 0; i < n; i++) {
          truth[i][c.get("y").get(i).asInt()] = true;
          for (int j = 0; j < x[i].length; j++) {
            x[i][j] = (float) c.get("x").get(i).get(j).asDouble();
          }
        }
        LinearProbe probe = LinearProbe.fit(x, truth, Kind.CLASSES, c.get("c").asDouble());
        double[] weights = probe.weightsOf(1);
        for (int j = 0; j < x[0].length; j++) {
          assertThat(weights[j]).isCloseTo(c.get("weights").get(j).asDouble(), within(1e-6));
        }
        assertThat(weights[x[0].length]).isCloseTo(c.get("intercept").asDouble(), within(1e-6));
        double[][] scores = probe.scores(x);
        for (int i = 0; i < n; i++) {
          assertThat(scores[i][1]).isCloseTo(c.get("probability").get(i).asDouble(), within(1e-6));
        }
      }
    }
  }

  @Test
  void separableFeaturesAreToldApartAndNoiseIsNot() {
    for (int classes : new int[] {2, 4}) {
      Probes.Result good = run(classes, 3);
      assertThat(auc(good.linear())).isGreaterThan(0.97);
      assertThat(auc(good.neighbours())).isGreaterThan(0.9);
      Probes.Result none = run(classes, 0);
      assertThat(auc(none.linear())).isBetween(0.4, 0.6);
      assertThat(auc(none.neighbours())).isBetween(0.4, 0.6);
    }
  }

  @Test
  void askedTwiceTheAnswerIsTheSameToTheBit() {
    Probes.Result once = run(4, 1);
    Probes.Result twice = run(4, 1);
    assertThat(twice.linear().scores()).isDeepEqualTo(once.linear().scores());
    assertThat(twice.neighbours().scores()).isDeepEqualTo(once.neighbours().scores());
    assertThat(twice.c()).isEqualTo(once.c());
  }

  @Test
  void ofClassesThatExcludeEachOtherTheScoresSumToOne() {
    for (double[] row : run(4, 1).linear().scores()) {
      assertThat(row[0] + row[1] + row[2] + row[3]).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void aFindingThatNoTrainingImageHasGetsItsShare() {
    LabelledFeatures training = part(50, 2, 1, 4);
    boolean[][] truth = new boolean[50][2];
    for (int i = 0; i < 50; i++) {
      truth[i][0] = training.truth()[i][0];
    }
    LinearProbe probe = LinearProbe.fit(training.features(), truth, Kind.FINDINGS, 0.1);
    for (double[] row : probe.scores(training.features())) {
      assertThat(row[1]).isCloseTo(0.5 / 51, within(1e-9));
    }
  }

  @Test
  void theVotesOfNeighboursAreWeighedByTheirCosine() {
    float[][] training = {{1, 0}, {0, 1}, {-1, 0}};
    boolean[][] truth = {{true, false}, {false, true}, {false, true}};
    NeighbourProbe two = new NeighbourProbe(training, truth, 2);
    // cosines 0.8 and 0.6 of the two nearest
    double near = 1 / (1 + Math.exp(-0.2 / 0.07));
    double[] score = two.scores(new float[][] {{8, 6}})[0];
    assertThat(score[0]).isCloseTo(near, within(1e-6));
    assertThat(score[1]).isCloseTo(1 - near, within(1e-6));
    assertThat(new NeighbourProbe(training, truth, 1).scores(new float[][] {{8, 6}})[0][0])
        .isEqualTo(1);
  }
}
