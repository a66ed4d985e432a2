package org.cdssl.image;

/// The two inner loops of linear interpolation. `a + t (b - a)` keeps a constant exactly constant.
public final class Lerp {
  private Lerp() {}

  /// Along a row: `result[to + i]` lies between the two neighbours that `axis` names, counted from
  /// `from` in steps of `step`.
  public static void gather(
      float[] in, int from, int step, LinearAxis axis, float[] result, int to) {
    int[] lower = axis.lower();
    int[] upper = axis.upper();
    float[] weight = axis.weight();
    if (step == 1) { // a loop of its own, without the products
      for (int i = 0; i < lower.length; i++) {
        float a = in[from + lower[i]];
        result[to + i] = a + weight[i] * (in[from + upper[i]] - a);
      }
      return;
    }
    for (int i = 0; i < lower.length; i++) {
      float a = in[from + lower[i] * step];
      float b = in[from + upper[i] * step];
      result[to + i] = a + weight[i] * (b - a);
    }
  }

  /// Between two rows of `count` values.
  public static void rows(
      float[] near,
      int nearFrom,
      float[] far,
      int farFrom,
      float weight,
      float[] result,
      int to,
      int count) {
    if (weight == 0f) {
      System.arraycopy(near, nearFrom, result, to, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      float a = near[nearFrom + i];
      result[to + i] = a + weight * (far[farFrom + i] - a);
    }
  }
}
