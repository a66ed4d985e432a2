package org.cdssl.transfer.probe;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Precision;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.training.EncoderProbe;
import org.cdssl.transfer.metric.Estimate;
import org.cdssl.transfer.metric.Evaluation;
import org.cdssl.transfer.metric.Predictions;
import org.cdssl.transfer.metric.Score;
import org.cdssl.view.WholeView;

/// The probe of a pre-training run: the same images at each look, so that the curve shows the
/// encoder and nothing else. A line holds the AUC of both probes with 95 % intervals over subjects.
public final class RunProbe implements EncoderProbe {
  /// A look at a curve needs no second digit of an interval's ends.
  private static final int REPLICATES = 400;

  private final ProbeTask task;
  private final WholeView view;
  private final int batchSize;
  private final int neighbours;

  RunProbe(ProbeTask task, WholeView view, int batchSize, int neighbours) {
    this.task = task;
    this.view = view;
    this.batchSize = batchSize;
    this.neighbours = neighbours;
  }

  /// The probe that a configuration asks for.
  public static EncoderProbe of(PretrainConfig config) throws IOException {
    WholeView view = new WholeView(config.views().globalSize(), config.pseudo3d());
    ProbeTask task = PhantomTask.of(config.probe().images(), view.size());
    return new RunProbe(
        task, view, config.training().batchSize(), config.probe().neighbours());
  }

  @Override
  public Look look(Encoder encoder, Weights weights, Precision precision) {
    FeatureExtractor extractor = new FeatureExtractor(encoder, weights, precision, batchSize);
    Probes.Result result = task.run(extractor, view, neighbours);
    Estimate linear = auc(result.linear());
    Estimate nearest = auc(result.neighbours());
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("task", task.name());
    put(line, "linear", linear);
    put(line, "neighbours", nearest);
    line.put("subjects", linear.n());
    line.put("c", result.c());
    String text =
        String.format(
            Locale.ROOT,
            "probe %s: AUC linear %s, %d neighbours %s",
            task.name(),
            linear.text(),
            neighbours,
            nearest.text());
    return new Look(line, text);
  }

  private static Estimate auc(Predictions predictions) {
    return Evaluation.of(predictions, REPLICATES, 0).metrics().get(Score.AUC);
  }

  private static void put(SequencedMap<String, Object> line, String probe, Estimate auc) {
    line.put(probe + "Auc", auc.value());
    line.put(probe + "Low", auc.low());
    line.put(probe + "High", auc.high());
  }
}
