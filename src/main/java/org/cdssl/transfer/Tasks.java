package org.cdssl.transfer;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.Part;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.engine.Compute;

/// The registry of downstream tasks.
public final class Tasks {
  private Tasks() {}

  /// The task that the configuration describes, its images scanned and decoded ahead, its network
  /// with weights drawn from the configuration's seed.
  ///
  /// @param stop asked while images are decoded
  /// @param say told what is worth knowing
  public static Task of(
      FinetuneConfig config, Compute compute, BooleanSupplier stop, Consumer<String> say)
      throws IOException {
    TaskData data = TaskData.of(config, say);
    if (data.parts().get(Part.TRAINING).size() < 2) {
      throw CdsslException.data(
          "the training part has "
              + data.parts().get(Part.TRAINING).size()
              + " image(s), at least 2 are needed; check data.sources, data.split and"
              + " data.labelRatio");
    }
    return switch (config.task().kind()) {
      case CLASSIFICATION, FINDINGS -> classification(config, data, compute, stop, say);
      case SEGMENTATION ->
          throw CdsslException.usage("task.kind segmentation is not wired yet");
    };
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
