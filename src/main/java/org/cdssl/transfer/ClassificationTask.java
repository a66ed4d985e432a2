package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.view.InputMaker;
import org.cdssl.view.PassOrder;
import org.cdssl.view.Sample;

/// Classification of whole images, 3D or 2D (METHOD E.1, E.3): cross-entropy of a softmax for
/// classes that exclude each other (binary: two logits), binary cross-entropy for findings.
final class ClassificationTask implements Task {
  private final FinetuneConfig config;
  private final Compute compute;
  private final Labels labels;
  private final LabelledImages images;
  private final Classifier classifier;
  private final PassOrder order;
  private final ThreadLocal<InputMaker> makers;

  /// @throws CdsslException DATA where a label is outside of the declared ones, or there are fewer
  ///   than two training images
  ClassificationTask(
      FinetuneConfig config, Labels labels, LabelledImages images, Classifier classifier) {
    this.config = config;
    this.compute = classifier.weights().compute();
    this.labels = labels;
    this.images = images;
    this.classifier = classifier;
    for (Part part : List.of(Part.TRAINING, Part.VALIDATION, Part.TEST)) {
      labels.require(images.part(part).entries());
    }
    LabelledPart training = images.part(Part.TRAINING);
    order =
        new PassOrder(
            Math.max(1, training.size()),
            config.training().batchSize(),
            training.size() > 0 && training.entry(0).dimension() == Dimension.D2,
            config.seed());
    makers = ThreadLocal.withInitial(() -> ModelInput.maker(config));
  }

  @Override
  public String describe() {
    return config.task().kind().name().toLowerCase(Locale.ROOT)
        + " of "
        + labels.count()
        + (labels.findings() ? " findings" : " classes");
  }

  @Override
  public Weights weights() {
    return classifier.weights();
  }

  @Override
  public int stepsPerPass() {
    return order.stepsPerPass();
  }

  @Override
  public int size(Part part) {
    return images.part(part).size();
  }

  @Override
  public LabelledBatch batch(long step) {
    InputMaker maker = makers.get();
    int voxels = maker.size().voxels();
    List<Sample> samples = order.batch(step);
    List<String> ids = new ArrayList<>();
    float[] input = new float[samples.size() * voxels];
    boolean[][] truth = new boolean[samples.size()][];
    for (int i = 0; i < truth.length; i++) {
      Sample sample = samples.get(i);
      LabelledPart.Item item = images.part(Part.TRAINING).readable(sample.index());
      ids.add(item.entry().id());
      truth[i] = labels.truth(item.entry());
      // keyed by the place and not by the image, so that a replacement is not the same view twice
      maker.training(item.image(), sample.pass(), sample.index(), input, i * voxels);
    }
    return new LabelledBatch(ids, maker.size(), input, truth);
  }

  @Override
  public Tensor loss(TaskBatch batch) {
    LabelledBatch own = (LabelledBatch) batch;
    return loss(classifier.logits(tensor(own)), own);
  }

  private Tensor tensor(LabelledBatch batch) {
    return TensorIo.copyOf(
        batch.input(),
        compute,
        batch.size(),
        1,
        batch.inputSize().d(),
        batch.inputSize().h(),
        batch.inputSize().w());
  }

  /// Mean over the batch.
  private Tensor loss(Tensor logits, LabelledBatch batch) {
    Tensor truth = TensorIo.copyOf(batch.labels(), compute, batch.size(), labels.count());
    // of one-hot rows the cross-entropy with probabilities is that with class indices
    return labels.findings()
        ? torch.binary_cross_entropy_with_logits(
            logits, truth, new TensorOptional(), new TensorOptional(), torch.Reduction.Mean.value)
        : torch.cross_entropy_loss(
            logits, truth, new TensorOptional(), torch.Reduction.Mean.value, -100, 0);
  }

  @Override
  public ClassificationResult evaluate(Part part, BooleanSupplier stop) {
    LabelledPart own = images.part(part);
    InputMaker maker = makers.get();
    ClassificationResult.Rows rows = new ClassificationResult.Rows(labels);
    int batchSize = config.training().batchSize();
    double lossSum = 0;
    for (int from = 0; from < own.size(); from += batchSize) {
      if (stop.getAsBoolean()) {
        return null;
      }
      LabelledBatch batch = fixed(own, maker, from, Math.min(own.size(), from + batchSize), rows);
      if (batch.size() == 0) {
        continue;
      }
      try (StepScope scope = StepScope.open();
          Grad off = Grad.disabled()) {
        Tensor logits = classifier.logits(tensor(batch));
        lossSum += (double) loss(logits, batch).item_float() * batch.size();
        rows.add(batch.truth(), ModelInput.probabilities(logits, labels));
      }
    }
    return rows.finish(lossSum);
  }

  /// Readable images of a stretch of a part; their names and subjects go to `rows`.
  private LabelledBatch fixed(
      LabelledPart part, InputMaker maker, int from, int to, ClassificationResult.Rows rows) {
    int voxels = maker.size().voxels();
    float[] input = new float[(to - from) * voxels];
    List<String> ids = new ArrayList<>();
    List<boolean[]> truth = new ArrayList<>();
    for (int i = from; i < to; i++) {
      part.find(i)
          .ifPresent(item -> {
            maker.fixed(item.image(), input, ids.size() * voxels);
            ids.add(item.entry().id());
            rows.name(item.entry().id(), item.entry().subject());
            truth.add(labels.truth(item.entry()));
          });
    }
    return new LabelledBatch(
        ids,
        maker.size(),
        Arrays.copyOf(input, ids.size() * voxels),
        truth.toArray(boolean[][]::new));
  }

  @Override
  public String dataSha256() {
    return images.sha256();
  }

  @Override
  public Map<String, Object> dataDescription() {
    return images.describe();
  }

  @Override
  public int leftOut() {
    return images.unreadable().size();
  }

  @Override
  public void export(Path folder, String provenance) throws IOException {
    ImageEntry like = images.part(Part.TRAINING).entry(0);
    ModelFile.write(folder, config, labels.names(), weights(), like, provenance);
  }
}
