package org.cdssl.transfer;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.Part;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.engine.Compute;
import org.cdssl.transfer.segmentation.SegmentationTask;

/// The registry of downstream tasks.
public final class Tasks {
  private Tasks() {}

  /// The task that the configuration describes, its images scanned and decoded ahead, its network
  /// with weights drawn from the configuration's seed.
  ///
  /// @param split where the split is kept
  /// @param stop asked while images are decoded
  /// @param say told what is worth knowing
  public static Task of(
      FinetuneConfig config,
      RunSplit split,
      Compute compute,
      BooleanSupplier stop,
      Consumer<String> say)
      throws IOException {
    TaskData data = TaskData.of(config, split, say);
    if (data.parts().get(Part.TRAINING).size() < 2) {
      throw CdsslException.data(
          "the training part has "
              + data.parts().get(Part.TRAINING).size()
              + " image(s), at least 2 are needed; check data.sources, data.split and"
              + " data.labelRatio");
    }
    return switch (config.task().kind()) {
      case CLASSIFICATION, FINDINGS -> classification(config, data, compute, stop, say);
      case SEGMENTATION -> segmentation(config, data, compute, stop, say);
    };
  }

  /// The task of a trained model over one part alone, or over all labelled images.
  ///
  /// @param split of the run that the model is from
  /// @param part where the images are put: they are `task.evaluate(part, …)`
  /// @param all whether images of every part are taken
  /// @throws CdsslException DATA where the images have other classes than the model
  public static Task forEvaluation(
      FinetuneConfig config,
      ModelFile model,
      RunSplit split,
      Part part,
      boolean all,
      Compute compute,
      BooleanSupplier stop,
      Consumer<String> say)
      throws IOException {
    TaskData data = TaskData.of(config, split, say).only(part, all);
    if (!data.classes().equals(model.classes())) {
      throw CdsslException.data(
          "the model knows the classes "
              + model.classes()
              + ", the images have "
              + data.classes()
              + "; name them in task.classes if they are the same");
    }
    if (data.parts().get(part).isEmpty()) {
      throw CdsslException.data("there is no labelled image in the asked part; see --part");
    }
    return switch (config.task().kind()) {
      case CLASSIFICATION, FINDINGS -> classification(config, data, compute, stop, say);
      case SEGMENTATION -> segmentation(config, data, compute, stop, say);
    };
  }

  private static Task segmentation(
      FinetuneConfig config,
      TaskData data,
      Compute compute,
      BooleanSupplier stop,
      Consumer<String> say) {
    Compute.seed(config.seed());
    SegmentationTask task =
        new SegmentationTask(config, data.classes(), data.parts(), data.sha256(), compute);
    task.preload(stop, say);
    return task;
  }

  private static Task classification(
      FinetuneConfig config,
      TaskData data,
      Compute compute,
      BooleanSupplier stop,
      Consumer<String> say) {
    Labels labels = new Labels(config.task().kind(), data.classes());
    data.parts().values().forEach(labels::require);
    LabelledImages images =
        new LabelledImages(
            data.parts(),
            ModelInput.loader(config),
            MemoryBudget.ofMb(config.data().memoryMb()),
            config.data().maxBadFraction(),
            data.sha256());
    images.preload(stop);
    images.unreadable().forEach(bad -> say.accept("left out: " + bad.reason()));
    Compute.seed(config.seed());
    return new ClassificationTask(
        config, labels, images, new Classifier(config, labels.count(), compute));
  }
}
