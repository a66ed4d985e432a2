package org.cdssl.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageDecoder;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.Part;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.TaskConfig;
import org.cdssl.transfer.probe.ProbeTask;
import org.cdssl.view.InputMaker;

/// The labelled images of a fine-tuning configuration as a task for probes.
public final class ProbeData {
  private ProbeData() {}

  /// @param most at most so many images, all parts together; each part keeps its share, evenly
  ///   spread over its list
  /// @throws CdsslException USAGE for segmentation, DATA where a part is empty
  public static ProbeTask of(
      FinetuneConfig config, int most, BooleanSupplier stop, Consumer<String> say)
      throws IOException {
    if (config.task().kind() == TaskConfig.Kind.SEGMENTATION) {
      throw CdsslException.usage(
          "probes need classes or findings, task.kind is segmentation; name another configuration");
    }
    TaskData data = TaskData.of(config, RunSplit.none(), say);
    Labels labels = new Labels(config.task().kind(), data.classes());
    long all = data.parts().values().stream().mapToLong(List::size).sum();
    Map<Part, List<ImageEntry>> some = new EnumMap<>(Part.class);
    data.parts().forEach((part, entries) -> some.put(part, spread(entries, most, all)));
    some.values().forEach(labels::require);
    LabelledImages images =
        new LabelledImages(
            some,
            ModelInput.loader(config),
            MemoryBudget.ofMb(config.data().memoryMb()),
            config.data().maxBadFraction(),
            data.sha256());
    images.preload(stop);
    images.unreadable().forEach(bad -> say.accept("left out: " + bad.reason()));
    Map<Part, List<ProbeTask.Item>> items = new EnumMap<>(Part.class);
    for (Part part : List.of(Part.TRAINING, Part.VALIDATION, Part.TEST)) {
      items.put(part, items(images.part(part), labels));
    }
    if (items.get(Part.TRAINING).isEmpty() || items.get(Part.TEST).isEmpty()) {
      throw CdsslException.data(
          "probes need training and test images, there are "
              + items.get(Part.TRAINING).size()
              + " and "
              + items.get(Part.TEST).size()
              + "; check data.split and the number of images");
    }
    return new ProbeTask(
        config.data().sources().getFirst().name(),
        labels.predictionKind(),
        labels.names(),
        items.get(Part.TRAINING),
        items.get(Part.VALIDATION),
        items.get(Part.TEST));
  }

  /// What the network is shown of an image.
  public static InputMaker maker(FinetuneConfig config) {
    return ModelInput.maker(config);
  }

  /// Reads images as fine-tuning does.
  public static ImageDecoder loader(FinetuneConfig config) {
    return ModelInput.loader(config);
  }

  private static List<ImageEntry> spread(List<ImageEntry> entries, int most, long all) {
    if (all <= most) {
      return entries;
    }
    int n = Math.toIntExact(entries.size() * (long) most / all);
    List<ImageEntry> chosen = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      chosen.add(entries.get(Math.toIntExact((long) i * entries.size() / n)));
    }
    return chosen;
  }

  private static List<ProbeTask.Item> items(LabelledPart part, Labels labels) {
    List<ProbeTask.Item> items = new ArrayList<>();
    for (int i = 0; i < part.size(); i++) {
      part.find(i)
          .ifPresent(item ->
              items.add(
                  new ProbeTask.Item(
                      item.image(), item.entry().subject(), labels.truth(item.entry()))));
    }
    return items;
  }
}
