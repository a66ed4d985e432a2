package org.cdssl.transfer.metric;

/// One column of a table of rows.
final class Columns {
  private Columns() {}

  static double[] of(double[][] rows, int column) {
    double[] out = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      out[i] = rows[i][column];
    }
    return out;
  }

  static boolean[] of(boolean[][] rows, int column) {
    boolean[] out = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      out[i] = rows[i][column];
    }
    return out;
  }

  /// Whether each label is this class.
  static boolean[] is(int[] labels, int label) {
    boolean[] out = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      out[i] = labels[i] == label;
    }
    return out;
  }
}
