package org.cdssl.transfer.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The images a classifier is most wrong about: what to look at first.
public final class WorstCases {
  private WorstCases() {}

  /// @param row index of the image in the predictions
  /// @param id of the image
  /// @param className what it is about: the true class, or the finding that is judged worst
  /// @param present whether that is true of the image; always for classes that exclude each other
  /// @param called what the classifier says: the called class, `present` or `absent`
  /// @param probability that was given to the truth
  public record Case(
      int row, String id, String className, boolean present, String called, double probability) {}

  /// At most `most` images, those first whose truth was given the least probability. Of findings,
  /// an image counts with the one that was judged worst. Images that were called right are left
  /// out.
  public static List<Case> of(Predictions predictions, int most) {
    return IntStream.range(0, predictions.rows())
        .mapToObj(row -> worst(predictions, row))
        .filter(c -> wrong(predictions, c))
        .sorted(Comparator.comparingDouble(Case::probability).thenComparing(Case::id))
        .limit(most)
        .toList();
  }

  private static boolean wrong(Predictions predictions, Case c) {
    return predictions.kind() == Predictions.Kind.CLASSES
        ? !c.called().equals(c.className())
        : c.called().equals("present") != c.present();
  }

  private static Case worst(Predictions predictions, int row) {
    double[] scores = predictions.scores()[row];
    boolean[] truth = predictions.truth()[row];
    int worst = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < scores.length; c++) {
      boolean counts = predictions.kind() == Predictions.Kind.FINDINGS || truth[c];
      double given = truth[c] ? scores[c] : 1 - scores[c];
      if (counts && given < least) {
        worst = c;
        least = given;
      }
    }
    String called =
        predictions.kind() == Predictions.Kind.CLASSES
            ? predictions.classes().get(Accuracy.call(scores))
            : scores[worst] > 0.5 ? "present" : "absent";
    return new Case(
        row,
        predictions.ids().get(row),
        predictions.classes().get(worst),
        truth[worst],
        called,
        least);
  }
}
