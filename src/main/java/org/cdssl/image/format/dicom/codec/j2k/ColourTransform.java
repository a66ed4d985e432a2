package org.cdssl.image.format.dicom.codec.j2k;

import org.cdssl.image.format.dicom.codec.CodecException;

/// The inverse component transforms (T.800 Annex G) on the first three components, in place.
final class ColourTransform {
  private ColourTransform() {}

  /// @param samples reversible components, null where irreversible
  /// @param reals irreversible ones, null where reversible
  static void undo(int[][] samples, float[][] reals) throws CodecException {
    if (samples[0] != null && samples[1] != null && samples[2] != null) {
      for (int i = 0; i < samples[0].length; i++) {
        int y = samples[0][i];
        int u = samples[1][i];
        int v = samples[2][i];
        int green = y - ((u + v) >> 2);
        samples[0][i] = v + green;
        samples[1][i] = green;
        samples[2][i] = u + green;
      }
    } else if (reals[0] != null && reals[1] != null && reals[2] != null) {
      for (int i = 0; i < reals[0].length; i++) {
        float y = reals[0][i];
        float u = reals[1][i];
        float v = reals[2][i];
        reals[0][i] = y + v * 1.402f;
        reals[1][i] = y - u * 0.34413f - v * 0.71414f;
        reals[2][i] = y + u * 1.772f;
      }
    } else {
      throw new CodecException("is damaged: its JPEG 2000 data mix wavelets in one colour");
    }
  }
}
