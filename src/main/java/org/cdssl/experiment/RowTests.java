package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.config.GridTaskConfig.GridMetric;
import org.cdssl.transfer.metric.Bootstrap;
import org.cdssl.transfer.metric.Comparison;
import org.cdssl.transfer.metric.Difference;
import org.cdssl.transfer.metric.Predictions;
import org.cdssl.transfer.metric.PredictionsFile;
import org.cdssl.transfer.metric.Score;
import org.cdssl.transfer.segmentation.SavedCases;

/// Whether two rows differ on the same test images, over all seeds together; each pair is computed
/// once.
final class RowTests {
  private static final long DRAWS = 0;

  private final Map<List<Path>, Difference> known = new HashMap<>();

  /// First minus second; null where they cannot be compared.
  ///
  /// @param first folders of one row, a seed each
  /// @param second those of the other
  Difference compare(List<Path> first, List<Path> second, String kind, GridMetric metric)
      throws IOException {
    List<Path> key = new ArrayList<>(first);
    key.addAll(second);
    Difference difference = known.get(key);
    if (difference == null) {
      try {
        difference = computed(first, second, kind, metric);
      } catch (CdsslException e) {
        return null; // files that could not be read in one of them: not the same images
      }
      known.put(key, difference);
    }
    // of one subject there is no telling
    boolean defined =
        Double.isFinite(difference.pValue()) && Double.isFinite(difference.estimate().low());
    return defined ? difference : null;
  }

  private static Difference computed(
      List<Path> first, List<Path> second, String kind, GridMetric metric) throws IOException {
    if (kind.equals("segmentation")) {
      return SavedCases.ofMeans(cases(first), cases(second), Bootstrap.REPLICATES, DRAWS);
    }
    Predictions.Kind how =
        kind.equals("findings") ? Predictions.Kind.FINDINGS : Predictions.Kind.CLASSES;
    return Comparison.ofMeans(
        predictions(first, how),
        predictions(second, how),
        Score.valueOf(metric.name()),
        Bootstrap.REPLICATES,
        DRAWS);
  }

  private static List<SavedCases> cases(List<Path> folders) throws IOException {
    List<SavedCases> all = new ArrayList<>();
    for (Path folder : folders) {
      all.add(SavedCases.read(folder));
    }
    return all;
  }

  private static List<Predictions> predictions(List<Path> folders, Predictions.Kind kind)
      throws IOException {
    List<Predictions> all = new ArrayList<>();
    for (Path folder : folders) {
      all.add(PredictionsFile.read(folder.resolve("predictions.csv"), kind));
    }
    return all;
  }
}
