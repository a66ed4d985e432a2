package org.cdssl.transfer.segmentation;

import java.util.List;
import org.cdssl.transfer.metric.Dice;
import org.cdssl.transfer.metric.SurfaceDistance;

/// How one case was segmented, one entry a [Region].
///
/// @param dice NaN where neither prediction nor reference holds the region
/// @param surfaces null where only Dice was asked for
record CaseScore(String id, String subject, double[] dice, List<SurfaceDistance> surfaces) {

  static CaseScore ofDice(
      String id, String subject, byte[] prediction, byte[] reference, List<Region> regions) {
    double[] dice = new double[regions.size()];
    for (int r = 0; r < dice.length; r++) {
      dice[r] = Dice.of(prediction, reference, regions.get(r)::holds);
    }
    return new CaseScore(id, subject, dice, null);
  }

  /// @param size depth, height, width, or the stored axes from slowest to fastest
  CaseScore withSurfaces(
      byte[] prediction,
      byte[] reference,
      int[] size,
      double[] spacingMm,
      double toleranceMm,
      List<Region> regions) {
    List<SurfaceDistance> all =
        regions.stream()
            .map(r ->
                SurfaceDistance.of(
                    r.mask(prediction), r.mask(reference), size, spacingMm, toleranceMm))
            .toList();
    return new CaseScore(id, subject, dice, all);
  }

  /// Mean over the headline regions that are defined; NaN where none is.
  double mean(List<Region> regions) {
    double sum = 0;
    int n = 0;
    for (int r = 0; r < dice.length; r++) {
      if (regions.get(r).headline() && !Double.isNaN(dice[r])) {
        sum += dice[r];
        n++;
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }
}
