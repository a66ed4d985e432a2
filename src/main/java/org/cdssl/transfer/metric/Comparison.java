package org.cdssl.transfer.metric;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;

/// Two runs on the same images: how much the first is better, and whether that could be chance.
///
/// An AUC of one class is compared by DeLong's test, everything else by the paired bootstrap over
/// subjects.
///
/// @param metrics of the task as a whole, first minus second
/// @param classes AUC of each judged class
/// @param rows images that both have
public record Comparison(
    Map<Score, Difference> metrics, Map<String, Difference> classes, int rows) {

  /// @throws CdsslException DATA where the runs differ in classes, images, subjects or truth
  public static Comparison of(Predictions first, Predictions other, int replicates, long seed) {
    Predictions second = aligned(first, other);
    Bootstrap bootstrap = Bootstrap.of(first.subjects(), replicates, seed);
    Metrics a = new Metrics(first);
    Metrics b = new Metrics(second);
    Map<String, Difference> classes = new LinkedHashMap<>();
    for (int c : first.judged()) {
      classes.put(
          first.classes().get(c),
          DeLong.compare(
              first.scoresOf(c), second.scoresOf(c), first.truthOf(c), first.subjects()));
    }
    Map<Score, Difference> metrics = new EnumMap<>(Score.class);
    for (Score score : Score.values()) {
      metrics.put(
          score,
          score == Score.AUC && classes.size() == 1
              ? classes.values().iterator().next()
              : bootstrap.compare(a.of(score), b.of(score)));
    }
    return new Comparison(metrics, classes, first.rows());
  }

  /// How much higher a metric is in the mean over several runs (seeds) of one way than over those
  /// of another, all on the same images: the paired bootstrap over subjects of the difference of
  /// the two means. That the runs of a way differ is averaged over, not drawn; the spread over
  /// seeds is another interval ([Seeds]).
  ///
  /// @param first a run each
  /// @param second as many or not
  /// @throws CdsslException DATA where the runs differ in classes, images, subjects or truth
  public static Difference ofMeans(
      List<Predictions> first, List<Predictions> second, Score score, int replicates, long seed) {
    Predictions like = first.getFirst();
    if (score == Score.AUC && first.size() == 1 && second.size() == 1) {
      return of(like, second.getFirst(), replicates, seed).metrics().get(score);
    }
    return Bootstrap.of(like.subjects(), replicates, seed)
        .compare(mean(like, first, score), mean(like, second, score));
  }

  private static Metric mean(Predictions like, List<Predictions> runs, Score score) {
    List<Metric> each =
        runs.stream().map(run -> new Metrics(aligned(like, run)).of(score)).toList();
    return Metric.mean(each);
  }

  /// `other` in the order of `first`.
  private static Predictions aligned(Predictions first, Predictions other) {
    if (first.kind() != other.kind() || !first.classes().equals(other.classes())) {
      throw CdsslException.data(
          "the runs have different classes: " + first.classes() + " and " + other.classes());
    }
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < other.rows(); i++) {
      index.put(other.ids().get(i), i);
    }
    List<String> missing = first.ids().stream().filter(id -> !index.containsKey(id)).toList();
    if (!missing.isEmpty() || other.rows() != first.rows()) {
      throw CdsslException.data(
          "the runs were not evaluated on the same images: %d and %d, and %s is in the first only"
              .formatted(
                  first.rows(), other.rows(), missing.isEmpty() ? "none" : missing.getFirst()));
    }
    double[][] scores = new double[first.rows()][];
    for (int i = 0; i < first.rows(); i++) {
      int j = index.get(first.ids().get(i));
      scores[i] = other.scores()[j];
      if (!java.util.Arrays.equals(first.truth()[i], other.truth()[j])
          || !first.subjects().get(i).equals(other.subjects().get(j))) {
        throw CdsslException.data(
            "image " + first.ids().get(i) + " has another truth or subject in the second run");
      }
    }
    return new Predictions(
        first.kind(), first.classes(), first.ids(), first.subjects(), first.truth(), scores);
  }
}
