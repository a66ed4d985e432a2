package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `sklearn.json` holds what scikit-learn and scipy give; `make_sklearn_json.py` beside it made it.
class SklearnReferenceTest {
  private static final double EXACT = 1e-9;
  private static JsonNode cases;

  @BeforeAll
  static void read() throws Exception {
    try (InputStream in = SklearnReferenceTest.class.getResourceAsStream("sklearn.json")) {
      cases = new ObjectMapper().readTree(in);
    }
  }

  private static double[] doubles(JsonNode list) {
    double[] out = new double[list.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = list.get(i).asDouble();
    }
    return out;
  }

  private static int[] ints(JsonNode list) {
    return Arrays.stream(doubles(list)).mapToInt(v -> (int) v).toArray();
  }

  private static double[][] table(JsonNode rows) {
    double[][] out = new double[rows.size()][];
    for (int i = 0; i < out.length; i++) {
      out[i] = doubles(rows.get(i));
    }
    return out;
  }

  private static void same(double actual, JsonNode expected) {
    assertThat(actual).isCloseTo(expected.asDouble(), within(EXACT));
  }

  @Test
  void twoClassesEqualScikitLearn() {
    for (JsonNode c : cases.get("binary")) {
      double[] scores = doubles(c.get("scores"));
      boolean[] labels = Columns.is(ints(c.get("labels")), 1);
      Ranking ranking = Ranking.of(scores, labels);
      int[] once = Metric.once(scores.length);
      same(ranking.auc(once), c.get("auc"));
      same(ranking.averagePrecision(once), c.get("ap"));
      same(ranking.sensitivityAt(0.9, once), c.get("sensitivity90"));
      same(Accuracy.metric(scores, labels).of(once), c.get("accuracy"));
      curve(ranking.operating(once), c);
    }
  }

  private static void curve(Ranking.Operating points, JsonNode c) {
    double[] fpr = doubles(c.get("fpr"));
    double[] tpr = doubles(c.get("tpr"));
    assertThat(points.thresholds()).hasSize(fpr.length);
    for (int i = 0; i < fpr.length; i++) {
      assertThat((double) points.falsePositives()[i] / points.negatives())
          .isCloseTo(fpr[i], within(EXACT));
      assertThat((double) points.truePositives()[i] / points.positives())
          .isCloseTo(tpr[i], within(EXACT));
    }
    // the corners that are kept are points of the whole curve
    Curves.Curve thin = Curves.precisionRecall(points, "");
    double[] recall = doubles(c.get("recall"));
    double[] precision = doubles(c.get("precision"));
    for (int i = 1; i < thin.x().length; i++) {
      double x = thin.x()[i];
      double y = thin.y()[i];
      boolean found = false;
      for (int k = 0; k < recall.length; k++) {
        found |= Math.abs(recall[k] - x) < EXACT && Math.abs(precision[k] - y) < EXACT;
      }
      assertThat(found).as("(%s, %s)", x, y).isTrue();
    }
  }

  @Test
  void countsEqualSampleWeights() {
    for (JsonNode c : cases.get("weighted")) {
      double[] scores = doubles(c.get("scores"));
      boolean[] labels = Columns.is(ints(c.get("labels")), 1);
      int[] counts = ints(c.get("counts"));
      Ranking ranking = Ranking.of(scores, labels);
      same(ranking.auc(counts), c.get("auc"));
      same(ranking.averagePrecision(counts), c.get("ap"));
      same(Accuracy.metric(scores, labels).of(counts), c.get("accuracy"));
    }
  }

  @Test
  void severalClassesEqualScikitLearn() {
    for (JsonNode c : cases.get("multi")) {
      double[][] scores = table(c.get("scores"));
      int[] labels = ints(c.get("labels"));
      int classes = scores[0].length;
      same(Auc.macro(scores, labels), c.get("auc"));
      same(Accuracy.metric(scores, labels).value(labels.length), c.get("accuracy"));
      long[][] confusion = Confusion.matrix(scores, labels, classes);
      for (int t = 0; t < classes; t++) {
        assertThat(confusion[t])
            .containsExactly(
                Arrays.stream(ints(c.get("confusion").get(t))).asLongStream().toArray());
      }
      List<String> names =
          java.util.stream.IntStream.range(0, classes).mapToObj(i -> "c" + i).toList();
      List<String> ids =
          java.util.stream.IntStream.range(0, labels.length).mapToObj(i -> "i" + i).toList();
      Evaluation all = Evaluation.of(Predictions.ofClasses(names, ids, ids, labels, scores), 10, 0);
      same(all.metrics().get(Score.AUC).value(), c.get("auc"));
      same(all.metrics().get(Score.AP).value(), c.get("ap"));
      same(all.metrics().get(Score.ACC).value(), c.get("accuracy"));
    }
  }

  @Test
  void theIntervalOverSeedsIsThatOfScipy() {
    for (JsonNode c : cases.get("seeds")) {
      Estimate estimate = Seeds.interval(doubles(c.get("values")));
      same(estimate.value(), c.get("mean"));
      same(estimate.low(), c.get("low"));
      same(estimate.high(), c.get("high"));
      assertThat(estimate.n()).isEqualTo(c.get("values").size());
    }
    assertThat(Seeds.interval(0.7).low()).isNaN();
  }
}
