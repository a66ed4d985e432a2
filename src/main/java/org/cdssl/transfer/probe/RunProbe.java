package org.cdssl.transfer.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.cdssl.config.AugmentationConfig;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.InputConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Schema;
import org.cdssl.engine.Precision;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.training.EncoderProbe;
import org.cdssl.transfer.ProbeData;
import org.cdssl.transfer.metric.Estimate;
import org.cdssl.transfer.metric.Evaluation;
import org.cdssl.transfer.metric.Predictions;
import org.cdssl.transfer.metric.Score;
import org.cdssl.view.InputMaker;

/// The probe of a pre-training run: the same images at each look, so that the curve shows the
/// encoder and nothing else. A line holds the AUC of both probes with 95 % intervals over subjects.
public final class RunProbe implements EncoderProbe {
  /// A look at a curve needs no second digit of an interval's ends.
  private static final int REPLICATES = 400;

  private final ProbeTask task;
  private final InputMaker maker;
  private final int batchSize;
  private final int neighbours;

  RunProbe(ProbeTask task, InputMaker maker, int batchSize, int neighbours) {
    this.task = task;
    this.maker = maker;
    this.batchSize = batchSize;
    this.neighbours = neighbours;
  }

  /// The probe that a configuration asks for.
  ///
  /// @throws org.cdssl.CdsslException USAGE or DATA where the labelled images of `probe.config`
  ///   cannot be used
  public static EncoderProbe of(PretrainConfig config) throws IOException {
    int batchSize = config.training().batchSize();
    int neighbours = config.probe().neighbours();
    int images = config.probe().images();
    if (config.probe().config().isEmpty()) {
      InputMaker maker = maker(config);
      return new RunProbe(PhantomTask.of(images, maker.size()), maker, batchSize, neighbours);
    }
    FinetuneConfig labelled =
        new ConfigLoader()
            .read(
                Schema.FINETUNE,
                Path.of(config.probe().config()),
                List.of(),
                ConfigLoader.Use.FINETUNE,
                "")
            .config();
    ProbeTask whole = ProbeData.of(labelled, images, () -> false, System.err::println);
    // the test part is for the end: a run that is steered by it has no honest figure left
    ProbeTask task =
        new ProbeTask(
            whole.name(),
            whole.kind(),
            whole.classes(),
            whole.training(),
            List.of(),
            whole.validation().isEmpty() ? whole.test() : whole.validation());
    return new RunProbe(task, ProbeData.maker(labelled), batchSize, neighbours);
  }

  /// The whole image at the size of the global views, normalised as they are.
  private static InputMaker maker(PretrainConfig config) {
    InputConfig input =
        new InputConfig(
            config.views().globalSize(),
            config.views().globalSize().d() == 1
                ? config.views().flat()
                : InputConfig.Flat.PSEUDO3D,
            0,
            InputConfig.Normalise.ZSCORE,
            false);
    return new InputMaker(input, config.pseudo3d(), AugmentationConfig.NONE, config.seed());
  }

  @Override
  public Look look(Encoder encoder, Weights weights, Precision precision) {
    FeatureExtractor extractor = new FeatureExtractor(encoder, weights, precision, batchSize);
    Probes.Result result = task.run(extractor, maker, neighbours);
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
