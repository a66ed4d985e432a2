package org.cdssl.transfer.metric;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a classifier said of images whose truth is known.
///
/// @param kind whether exactly one class is true of a row, or any number of findings
/// @param classes names; of a binary task two, the second being the positive one
/// @param ids of the images, unique
/// @param subjects whose image each row is
/// @param truth `[rows][classes]`; of `CLASSES` one is true in every row
/// @param scores `[rows][classes]`, probabilities
public record Predictions(
    Kind kind,
    List<String> classes,
    List<String> ids,
    List<String> subjects,
    boolean[][] truth,
    double[][] scores) {

  /// How the classes of a row relate.
  public enum Kind {
    /// exactly one is true (softmax)
    CLASSES,
    /// any number is true (one sigmoid each)
    FINDINGS
  }

  public Predictions {
    classes = List.copyOf(classes);
    ids = List.copyOf(ids);
    subjects = List.copyOf(subjects);
    int n = ids.size();
    if (n == 0 || subjects.size() != n || truth.length != n || scores.length != n) {
      throw new IllegalArgumentException(
          "%d ids, %d subjects, %d truths, %d scores; needs as many of each, and at least one"
              .formatted(n, subjects.size(), truth.length, scores.length));
    }
    int least = kind == Kind.CLASSES ? 2 : 1;
    if (classes.size() < least) {
      throw new IllegalArgumentException(
          kind + " need at least " + least + " names, got " + classes);
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < n; i++) {
      if (!seen.add(ids.get(i))) {
        throw new IllegalArgumentException("image " + ids.get(i) + " has two rows");
      }
      row(ids.get(i), kind, classes, truth[i], scores[i]);
    }
  }

  private static void row(
      String id, Kind kind, List<String> classes, boolean[] truth, double[] scores) {
    if (truth.length != classes.size() || scores.length != classes.size()) {
      throw new IllegalArgumentException(
          "image %s has %d truths and %d scores for %d classes"
              .formatted(id, truth.length, scores.length, classes.size()));
    }
    int present = 0;
    for (int c = 0; c < truth.length; c++) {
      present += truth[c] ? 1 : 0;
      if (!(scores[c] >= 0 && scores[c] <= 1)) {
        throw new IllegalArgumentException(
            "image %s has the score %s for %s, which is no probability"
                .formatted(id, scores[c], classes.get(c)));
      }
    }
    if (kind == Kind.CLASSES && present != 1) {
      throw new IllegalArgumentException(
          "image %s has %d true classes; exactly one is needed".formatted(id, present));
    }
  }

  /// Of mutually exclusive classes.
  ///
  /// @param labels index of the true class of every row
  public static Predictions ofClasses(
      List<String> classes,
      List<String> ids,
      List<String> subjects,
      int[] labels,
      double[][] scores) {
    boolean[][] truth = new boolean[labels.length][classes.size()];
    for (int i = 0; i < labels.length; i++) {
      truth[i][labels[i]] = true;
    }
    return new Predictions(Kind.CLASSES, classes, ids, subjects, truth, scores);
  }

  public int rows() {
    return ids.size();
  }

  /// Two mutually exclusive classes, of which only the second is judged.
  public boolean binary() {
    return kind == Kind.CLASSES && classes.size() == 2;
  }

  /// Columns that have metrics of their own: all, or the positive one of a binary task.
  public List<Integer> judged() {
    if (binary()) {
      return List.of(1);
    }
    List<Integer> all = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      all.add(c);
    }
    return all;
  }

  /// Index of the true class of every row.
  ///
  /// @throws IllegalStateException for findings
  public int[] labels() {
    if (kind != Kind.CLASSES) {
      throw new IllegalStateException("findings have no single label");
    }
    int[] labels = new int[rows()];
    for (int i = 0; i < labels.length; i++) {
      while (!truth[i][labels[i]]) {
        labels[i]++;
      }
    }
    return labels;
  }

  public double[] scoresOf(int column) {
    return Columns.of(scores, column);
  }

  public boolean[] truthOf(int column) {
    return Columns.of(truth, column);
  }
}
