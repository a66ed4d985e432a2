package org.cdssl.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cdssl.config.PhantomsConfig;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SplitConfig;

/// How many labelled images published collections have, so that a grid can be costed before
/// anything is downloaded (METHOD E.1 to E.3), and how large their volumes are.
final class PublishedSizes {
  /// Training, validation and test part.
  private static final Map<String, int[]> MEDMNIST =
      Map.of(
          "organmnist3d", new int[] {971, 161, 610},
          "nodulemnist3d", new int[] {1158, 165, 310},
          "fracturemnist3d", new int[] {1027, 103, 240},
          "adrenalmnist3d", new int[] {1188, 98, 298},
          "vesselmnist3d", new int[] {1335, 191, 382},
          "synapsemnist3d", new int[] {1230, 177, 352},
          "pneumoniamnist", new int[] {4708, 524, 624});

  /// Labelled cases; classes; extent of a typical case in mm along depth, height and width. Extents
  /// are rounded, from the fingerprints that nnU-Net publishes: enough to count windows.
  private static final Map<String, Task> MSD =
      Map.of(
          "task03_liver", new Task(131, 2, 480, 400),
          "task08_hepaticvessel", new Task(303, 2, 245, 410),
          "task07_pancreas", new Task(281, 2, 235, 410),
          "task10_colon", new Task(126, 1, 475, 400),
          "task06_lung", new Task(63, 1, 310, 405),
          "task09_spleen", new Task(41, 1, 450, 405),
          "task04_hippocampus", new Task(260, 2, 36, 50));

  private static final int NIH = 112_120;

  private record Task(int cases, int classes, double depthMm, double sideMm) {}

  private PublishedSizes() {}

  /// Images of training, validation and test part with all labels; empty where nobody has published
  /// it.
  static Optional<int[]> parts(
      List<SourceConfig> sources, SplitConfig split, PhantomsConfig phantoms) {
    if (sources.size() != 1) {
      return Optional.empty();
    }
    String name = nameOf(sources.getFirst());
    return switch (sources.getFirst().kind()) {
      case MEDMNIST ->
          name.equals(PhantomImages.CROPS)
              ? Optional.of(PhantomImages.parts(phantoms))
              : MEDMNIST.entrySet().stream()
                  .filter(e -> name.startsWith(e.getKey()))
                  .map(Map.Entry::getValue)
                  .findFirst();
      case MSD -> cases(name, phantoms).map(n -> divided(n, split));
      case NIH_CHESTXRAY14 -> Optional.of(divided(NIH, split));
      default -> Optional.empty();
    };
  }

  private static Optional<Integer> cases(String name, PhantomsConfig phantoms) {
    return name.equals(PhantomImages.CASES.toLowerCase(Locale.ROOT))
        ? Optional.of(phantoms.cases())
        : Optional.ofNullable(MSD.get(name)).map(Task::cases);
  }

  private static int[] divided(int n, SplitConfig split) {
    int sum = split.ratio().stream().mapToInt(Integer::intValue).sum();
    int training = Math.round((float) n * split.ratio().get(0) / sum);
    int validation = Math.round((float) n * split.ratio().get(1) / sum);
    return new int[] {training, validation, n - training - validation};
  }

  /// Classes of a segmentation task, without background; 2 where it is not known.
  static int classes(List<SourceConfig> sources) {
    Task task = sources.isEmpty() ? null : MSD.get(nameOf(sources.getFirst()));
    return task == null ? 2 : task.classes();
  }

  /// Extent of a case in mm, depth, height, width; empty where it is not known.
  static Optional<double[]> extentMm(List<SourceConfig> sources, PhantomsConfig phantoms) {
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    String name = nameOf(sources.getFirst());
    if (name.equals(PhantomImages.CASES.toLowerCase(Locale.ROOT))) {
      double mm = phantoms.caseSpacingMm();
      return Optional.of(
          new double[] {
            mm * phantoms.caseSize().d(), mm * phantoms.caseSize().h(), mm * phantoms.caseSize().w()
          });
    }
    return Optional.ofNullable(MSD.get(name))
        .map(t -> new double[] {t.depthMm(), t.sideMm(), t.sideMm()});
  }

  private static String nameOf(SourceConfig source) {
    return Path.of(source.path()).getFileName().toString().toLowerCase(Locale.ROOT);
  }
}
