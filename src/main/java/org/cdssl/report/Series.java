package org.cdssl.report;

import java.util.Arrays;

/// One curve: points in ascending x; a y that is not finite is a gap.
///
/// @param name as the legend shows it
/// @param colour index into the page's palette
record Series(String name, double[] x, double[] y, Style style, int colour) {
  enum Style {
    /// what is read off the chart
    LINE,
    /// every single value, thin and pale, behind a smoothed line
    RAW,
    /// few values: a line with a dot at each
    MARKED,
    /// a limit to compare with
    DASHED,
    /// single points without a line; x need not ascend
    DOTS,
    /// nothing is drawn; widens the axes
    INVISIBLE
  }

  Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "as many x as y are needed, got " + x.length + " and " + y.length);
    }
  }

  static Series of(String name, double[] x, double[] y, Style style, int colour) {
    return new Series(name, x, y, style, colour);
  }

  int size() {
    return x.length;
  }

  /// Whether any value can be drawn.
  boolean drawable() {
    return Arrays.stream(y).anyMatch(Double::isFinite);
  }

  /// The mean over a centred window of `window` points (odd; cut at both ends). Gaps stay gaps and
  /// count for nothing in their neighbours' means.
  Series smoothed(int window, String newName) {
    int half = window / 2;
    double[] sum = new double[y.length + 1];
    int[] count = new int[y.length + 1];
    for (int i = 0; i < y.length; i++) {
      boolean finite = Double.isFinite(y[i]);
      sum[i + 1] = sum[i] + (finite ? y[i] : 0);
      count[i + 1] = count[i] + (finite ? 1 : 0);
    }
    double[] mean = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int low = Math.max(0, i - half);
      int high = Math.min(y.length, i + half + 1);
      mean[i] =
          Double.isFinite(y[i]) ? (sum[high] - sum[low]) / (count[high] - count[low]) : Double.NaN;
    }
    return new Series(newName, x, mean, Style.LINE, colour);
  }

  /// At most `2 * bins` points (and the gaps between them): each run of neighbouring points is
  /// replaced by its smallest and its largest, so that no spike is lost and a run of a million
  /// steps stays a small page.
  Series thinned(int bins) {
    if (y.length <= 2 * bins) {
      return this;
    }
    double[] thinX = new double[2 * bins];
    double[] thinY = new double[2 * bins];
    for (int bin = 0; bin < bins; bin++) {
      int low = (int) ((long) bin * y.length / bins);
      int high = (int) ((long) (bin + 1) * y.length / bins);
      int smallest = low;
      int largest = low;
      for (int i = low; i < high; i++) {
        // a comparison with NaN is false, so the first finite value must replace it
        smallest = Double.isNaN(y[smallest]) || y[i] < y[smallest] ? i : smallest;
        largest = Double.isNaN(y[largest]) || y[i] > y[largest] ? i : largest;
      }
      int a = Math.min(smallest, largest);
      int b = Math.max(smallest, largest);
      thinX[2 * bin] = x[a];
      thinY[2 * bin] = y[a];
      thinX[2 * bin + 1] = x[b];
      thinY[2 * bin + 1] = y[b];
    }
    return new Series(name, thinX, thinY, style, colour);
  }
}
