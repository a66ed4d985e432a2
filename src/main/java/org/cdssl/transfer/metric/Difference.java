package org.cdssl.transfer.metric;

import java.util.Locale;

/// How much two runs differ on the same rows.
///
/// @param estimate first minus second, with its 95 % interval
/// @param pValue two-sided, of no difference; NaN where it is not defined
/// @param test which test gave it
public record Difference(Estimate estimate, double pValue, String test) {
  /// `+0.021 [+0.003, +0.040], p = 0.02`
  public String text() {
    if (Double.isNaN(estimate.value())) {
      return "–";
    }
    return String.format(
        Locale.ROOT,
        "%+.3f [%+.3f, %+.3f], p %s",
        estimate.value(),
        estimate.low(),
        estimate.high(),
        pValue < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "= %.3f", pValue));
  }
}
