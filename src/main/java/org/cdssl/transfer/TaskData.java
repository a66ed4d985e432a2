package org.cdssl.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.cdssl.CdsslException;
import org.cdssl.Sha256;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.LabelSubset;
import org.cdssl.collection.LabelledSplit;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.Part;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.LabelledDataConfig;
import org.cdssl.config.TaskConfig;

/// The labelled images of a run, divided; no image has been opened.
///
/// @param classes names in the order of the labels: the declared ones, else the collection's; of
///   masks without the background, from label 1 on
/// @param parts training (as much as `labelRatio` leaves), validation and test
/// @param sha256 of the images, their labels and their parts
public record TaskData(List<String> classes, Map<Part, List<ImageEntry>> parts, String sha256) {

  /// Scans the sources and divides their images.
  ///
  /// @param kept where the split is kept
  /// @param say told what is worth knowing
  /// @throws CdsslException DATA where there are no labels, fewer than two training images, or the
  ///   split does not fit the images
  public static TaskData of(FinetuneConfig config, RunSplit kept, Consumer<String> say)
      throws IOException {
    LabelledDataConfig data = config.data();
    Manifest manifest = CollectionScan.of(data.sources());
    manifest.notes().forEach(say);
    LabelledSplit split = kept.of(manifest, data.split(), say);
    Map<Part, List<ImageEntry>> parts = new EnumMap<>(Part.class);
    parts.put(
        Part.TRAINING, LabelSubset.of(split.training(), data.labelRatio(), data.split().seed()));
    parts.put(Part.VALIDATION, split.validation());
    parts.put(Part.TEST, split.test());
    return new TaskData(classes(config, manifest), parts, hash(manifest, parts));
  }

  /// The same with one part alone.
  ///
  /// @param all whether images of every part go into it
  TaskData only(Part part, boolean all) {
    List<ImageEntry> entries =
        all
            ? parts.values().stream().flatMap(List::stream).toList()
            : parts.getOrDefault(part, List.of());
    return new TaskData(classes, Map.of(part, entries), sha256);
  }

  private static List<String> classes(FinetuneConfig config, Manifest manifest) {
    if (!config.task().classes().isEmpty()) {
      return config.task().classes();
    }
    Set<List<String>> named = new HashSet<>(manifest.classes().values());
    named.remove(List.of());
    if (named.size() != 1) {
      throw CdsslException.data(
          named.isEmpty()
              ? "the collection does not name its classes: name them in task.classes"
              : "the sources name different classes: " + named + "; name them in task.classes");
    }
    List<String> names = named.iterator().next();
    // label 0 of a mask is the background, which is told apart but never judged
    return config.task().kind() == TaskConfig.Kind.SEGMENTATION
        ? names.subList(1, names.size())
        : names;
  }

  private static String hash(Manifest manifest, Map<Part, List<ImageEntry>> parts) {
    MessageDigest digest = Sha256.digest();
    digest.update(manifest.sha256().getBytes(StandardCharsets.UTF_8));
    parts.forEach((part, entries) -> {
      for (ImageEntry entry : entries) {
        String line = part + " " + entry.id() + " " + label(entry) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    });
    return Sha256.hex(digest);
  }

  /// A mask counts as there or not: where it lies is no part of the data.
  private static String label(ImageEntry entry) {
    return entry.target() instanceof org.cdssl.collection.Target.Mask
        ? "mask"
        : entry.target().toString();
  }
}
