package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.cdssl.CdsslException;
import org.cdssl.transfer.metric.Accuracy;
import org.cdssl.transfer.metric.Auc;
import org.cdssl.transfer.metric.EvaluationFiles;
import org.cdssl.transfer.metric.Predictions;

/// What a classifier said of a part: AUC is the score (METHOD E.1, E.3).
record ClassificationResult(Predictions predictions, double loss) implements PartResult {
  private static final long CURVE_SEED = 0;

  /// Gathers the rows of a part.
  static final class Rows {
    private final Labels labels;
    private final List<String> ids = new ArrayList<>();
    private final List<String> subjects = new ArrayList<>();
    private final List<boolean[]> truth = new ArrayList<>();
    private final List<double[]> scores = new ArrayList<>();

    Rows(Labels labels) {
      this.labels = labels;
    }

    void name(String id, String subject) {
      ids.add(id);
      subjects.add(subject);
    }

    void add(boolean[][] batchTruth, double[][] batchScores) {
      truth.addAll(List.of(batchTruth));
      scores.addAll(List.of(batchScores));
    }

    /// @param lossSum over the rows
    ClassificationResult finish(double lossSum) {
      for (int i = 0; i < scores.size(); i++) {
        for (double score : scores.get(i)) {
          if (!Double.isFinite(score)) {
            throw new CdsslException(
                CdsslException.Kind.NUMERICAL,
                "the network gives " + score + " for " + ids.get(i) + "; its weights are ruined");
          }
        }
      }
      Predictions all =
          new Predictions(
              labels.predictionKind(),
              labels.names(),
              ids,
              subjects,
              truth.toArray(boolean[][]::new),
              scores.toArray(double[][]::new));
      return new ClassificationResult(all, lossSum / ids.size());
    }
  }

  @Override
  public double score() {
    return predictions.kind() == Predictions.Kind.FINDINGS
        ? Auc.multiLabel(predictions.scores(), predictions.truth())
        : Auc.macro(predictions.scores(), predictions.labels());
  }

  /// Share of rows whose class is called right; NaN for findings.
  private double accuracy() {
    return predictions.kind() == Predictions.Kind.FINDINGS
        ? Double.NaN
        : Accuracy.metric(predictions.scores(), predictions.labels()).value(predictions.rows());
  }

  @Override
  public SequencedMap<String, Object> line() {
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("loss", (float) loss);
    line.put("auc", score());
    if (!Double.isNaN(accuracy())) {
      line.put("acc", accuracy());
    }
    return line;
  }

  @Override
  public Map<String, Object> result(long seed) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "task", predictions.kind() == Predictions.Kind.FINDINGS ? "findings" : "classification");
    all.putAll(EvaluationFiles.result(predictions, seed));
    all.put("loss", Double.isFinite(loss) ? (Double) loss : null);
    return all;
  }

  @Override
  public void write(Path folder) throws IOException {
    EvaluationFiles.writeBeside(folder, predictions, CURVE_SEED);
  }

  @Override
  public String describe() {
    String text = String.format(Locale.ROOT, "AUC %.4f, loss %.4f", score(), loss);
    return Double.isNaN(accuracy())
        ? text
        : text + String.format(Locale.ROOT, ", accuracy %.3f", accuracy());
  }
}
