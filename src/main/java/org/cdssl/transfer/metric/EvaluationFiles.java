package org.cdssl.transfer.metric;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.cdssl.storage.AtomicFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What an evaluation leaves in a run folder: `predictions.csv`, `curves.json`, `result.json`, the
/// last one last. Everything that the report shows of them is computed here, so that figures and
/// pictures cannot disagree.
///
/// Numbers that are not defined are `null`.
public final class EvaluationFiles {
  private static final int WORST = 12;

  /// A band needs fewer draws than a number that is quoted.
  private static final int BAND_REPLICATES = 500;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private EvaluationFiles() {}

  /// Judges the predictions and writes the three files, each whole or not at all.
  ///
  /// @param about what else `result.json` should say (task, initialisation, chosen epoch); comes
  ///   first
  /// @param seed of the bootstrap
  public static Evaluation write(
      Path folder, Predictions predictions, SequencedMap<String, Object> about, long seed)
      throws IOException {
    return write(folder, predictions, about, Bootstrap.REPLICATES, seed);
  }

  static Evaluation write(
      Path folder,
      Predictions predictions,
      SequencedMap<String, Object> about,
      int replicates,
      long seed)
      throws IOException {
    Evaluation evaluation = Evaluation.of(predictions, replicates, seed);
    writeBeside(folder, predictions, seed);
    SequencedMap<String, Object> result = new LinkedHashMap<>(about);
    result.putAll(result(predictions, evaluation, replicates, seed));
    json(folder.resolve("result.json"), result);
    return evaluation;
  }

  /// Writes `predictions.csv` and `curves.json`, for who writes `result.json` elsewhere.
  public static void writeBeside(Path folder, Predictions predictions, long seed)
      throws IOException {
    Files.createDirectories(folder);
    PredictionsFile.write(folder.resolve("predictions.csv"), predictions);
    Bootstrap bootstrap = Bootstrap.of(predictions.subjects(), BAND_REPLICATES, seed);
    json(folder.resolve("curves.json"), curves(Curves.of(predictions, bootstrap)));
  }

  /// The part of `result.json` that is measured: `metric`, `value`, `low`, `high`, `n`, `rows`,
  /// `subjects`, `metrics`, `classes`, confusion, calibration, the worst cases.
  ///
  /// @param seed of the bootstrap
  public static SequencedMap<String, Object> result(Predictions predictions, long seed) {
    int replicates = Bootstrap.REPLICATES;
    return result(predictions, Evaluation.of(predictions, replicates, seed), replicates, seed);
  }

  private static SequencedMap<String, Object> result(
      Predictions predictions, Evaluation evaluation, int replicates, long seed) {
    SequencedMap<String, Object> result = new LinkedHashMap<>();
    result.put("kind", predictions.kind().name().toLowerCase(Locale.ROOT));
    result.put("metric", Score.AUC.key());
    result.putAll(estimate(evaluation.metrics().get(Score.AUC)));
    result.put("rows", predictions.rows());
    result.put("subjects", evaluation.subjects());
    result.put("skippedClasses", evaluation.skipped());
    result.put("metrics", estimates(evaluation.metrics()));
    List<Object> classes = new ArrayList<>();
    for (Evaluation.OfClass c : evaluation.classes()) {
      SequencedMap<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", c.name());
      entry.put("positives", c.positives());
      entry.put("rows", c.rows());
      entry.putAll(estimates(c.metrics()));
      classes.add(entry);
    }
    result.put("classes", classes);
    result.put("classNames", predictions.classes());
    if (predictions.kind() == Predictions.Kind.CLASSES) {
      int[] labels = predictions.labels();
      long[][] matrix =
          Confusion.matrix(predictions.scores(), labels, predictions.classes().size());
      result.put("confusion", matrix);
      result.put("balancedAccuracy", number(Confusion.balancedAccuracy(matrix)));
      result.put(
          "calibration",
          bins(Calibration.of(predictions.scores(), labels, Calibration.BINS), labels.length));
    } else {
      List<Object> confusions = new ArrayList<>();
      for (int c : predictions.judged()) {
        confusions.add(Confusion.matrix(predictions.scoresOf(c), predictions.truthOf(c)));
      }
      result.put("confusions", confusions);
      result.put("calibration", pooled(predictions));
    }
    List<Object> worst = new ArrayList<>();
    for (WorstCases.Case c : WorstCases.of(predictions, WORST)) {
      SequencedMap<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", c.id());
      entry.put("class", c.className());
      entry.put("present", c.present());
      entry.put("called", c.called());
      entry.put("probabilityOfTruth", c.probability());
      worst.add(entry);
    }
    result.put("worst", worst);
    SequencedMap<String, Object> bootstrap = new LinkedHashMap<>();
    bootstrap.put("over", "subjects");
    bootstrap.put("replicates", replicates);
    bootstrap.put("seed", seed);
    result.put("bootstrap", bootstrap);
    return result;
  }

  /// All findings in one diagram: a row and finding each.
  private static List<Object> pooled(Predictions predictions) {
    int columns = predictions.classes().size();
    int n = predictions.rows() * columns;
    double[] scores = new double[n];
    boolean[] truth = new boolean[n];
    for (int i = 0; i < n; i++) {
      scores[i] = predictions.scores()[i / columns][i % columns];
      truth[i] = predictions.truth()[i / columns][i % columns];
    }
    return bins(Calibration.of(scores, truth, Calibration.BINS), n);
  }

  private static List<Object> bins(Calibration calibration, int rows) {
    List<Object> bins = new ArrayList<>();
    for (Calibration.Bin bin : calibration.bins(Metric.once(rows))) {
      SequencedMap<String, Object> entry = new LinkedHashMap<>();
      entry.put("from", bin.from());
      entry.put("to", bin.to());
      entry.put("rows", bin.rows());
      entry.put("meanProbability", number(bin.meanProbability()));
      entry.put("share", number(bin.share()));
      bins.add(entry);
    }
    return bins;
  }

  private static SequencedMap<String, Object> curves(Curves curves) {
    SequencedMap<String, Object> out = new LinkedHashMap<>();
    out.put("roc", curves.roc().stream().map(EvaluationFiles::curve).toList());
    out.put("rocBand", band(curves.rocBand()));
    out.put(
        "precisionRecall", curves.precisionRecall().stream().map(EvaluationFiles::curve).toList());
    out.put("precisionRecallBand", band(curves.precisionRecallBand()));
    return out;
  }

  private static SequencedMap<String, Object> curve(Curves.Curve curve) {
    SequencedMap<String, Object> out = new LinkedHashMap<>();
    out.put("name", curve.name());
    out.put("x", numbers(curve.x()));
    out.put("y", numbers(curve.y()));
    out.put("chance", number(curve.chance()));
    return out;
  }

  private static SequencedMap<String, Object> band(Curves.Band band) {
    SequencedMap<String, Object> out = new LinkedHashMap<>();
    out.put("x", numbers(band.x()));
    out.put("y", numbers(band.y()));
    out.put("low", numbers(band.low()));
    out.put("high", numbers(band.high()));
    return out;
  }

  private static SequencedMap<String, Object> estimates(Map<Score, Estimate> estimates) {
    SequencedMap<String, Object> out = new LinkedHashMap<>();
    estimates.forEach((score, estimate) -> out.put(score.key(), estimate(estimate)));
    return out;
  }

  /// `value`, `low`, `high`, `n`.
  public static SequencedMap<String, Object> estimate(Estimate estimate) {
    SequencedMap<String, Object> out = new LinkedHashMap<>();
    out.put("value", number(estimate.value()));
    out.put("low", number(estimate.low()));
    out.put("high", number(estimate.high()));
    out.put("n", estimate.n());
    return out;
  }

  private static List<Object> numbers(double[] values) {
    List<Object> out = new ArrayList<>();
    for (double v : values) {
      out.add(number(v));
    }
    return out;
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  private static void json(Path file, Object value) throws IOException {
    byte[] text = (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFile.stream(file, out -> out.write(text));
  }
}
