package org.cdssl.view;

import java.util.Arrays;
import org.cdssl.config.Size3;
import org.cdssl.image.LinearAxis;
import org.cdssl.image.PreparedImage;

/// Cuts a box out of an image and resizes it: trilinear (bilinear for one slice), half-pixel
/// centres, no antialiasing. Intensities in [0,1]; a constant box gives exactly constant values.
final class CropSampler {
  private float[] row = {};

  /// Writes `[D, H, W]` of `size` to `out`. What a box has outside the image reads as the image's
  /// minimum.
  void sample(PreparedImage image, Box box, Size3 size, float[] out) {
    if (!Box.of(image).contains(box)) {
      PreparedImage padded = padded(image, box);
      sample(padded, Box.of(padded), size, out);
      return;
    }
    LinearAxis alongZ = LinearAxis.resize(box.d(), size.d());
    LinearAxis alongY = LinearAxis.resize(box.h(), size.h());
    LinearAxis alongX = LinearAxis.resize(box.w(), size.w());
    if (row.length < box.w()) {
      row = new float[box.w()];
    }
    short[] in = image.values();
    int plane = image.ny() * image.nx();
    int origin = box.z() * plane + box.y() * image.nx() + box.x();
    int to = 0;
    for (int z = 0; z < size.d(); z++) {
      int near = origin + alongZ.lower()[z] * plane;
      int far = origin + alongZ.upper()[z] * plane;
      float depth = alongZ.weight()[z];
      for (int y = 0; y < size.h(); y++) {
        int low = alongY.lower()[y] * image.nx();
        int high = alongY.upper()[y] * image.nx();
        float height = alongY.weight()[y];
        if (depth == 0f) {
          blend(in, near + low, near + high, height, row, box.w());
        } else {
          blend(in, near + low, near + high, far + low, far + high, height, depth, row, box.w());
        }
        narrow(row, alongX, out, to);
        to += size.w();
      }
    }
  }

  private static void blend(short[] in, int low, int high, float height, float[] row, int count) {
    for (int x = 0; x < count; x++) {
      int a = in[low + x] & 0xffff;
      int b = in[high + x] & 0xffff;
      row[x] = a + height * (b - a);
    }
  }

  private static void blend(
      short[] in,
      int nearLow,
      int nearHigh,
      int farLow,
      int farHigh,
      float height,
      float depth,
      float[] row,
      int count) {
    for (int x = 0; x < count; x++) {
      int a = in[nearLow + x] & 0xffff;
      int b = in[nearHigh + x] & 0xffff;
      int c = in[farLow + x] & 0xffff;
      int d = in[farHigh + x] & 0xffff;
      float near = a + height * (b - a);
      float far = c + height * (d - c);
      row[x] = near + depth * (far - near);
    }
  }

  private static void narrow(float[] row, LinearAxis along, float[] out, int to) {
    int[] lower = along.lower();
    int[] upper = along.upper();
    float[] weight = along.weight();
    for (int x = 0; x < lower.length; x++) {
      float a = row[lower[x]];
      out[to + x] = (a + weight[x] * (row[upper[x]] - a)) * (1 / PreparedImage.FULL_SCALE);
    }
  }

  /// A copy of the box, for the rare one that sticks out of a small volume.
  private static PreparedImage padded(PreparedImage image, Box box) {
    short[] in = image.values();
    int min = 0xffff;
    for (short value : in) {
      min = Math.min(min, value & 0xffff);
    }
    short[] out = new short[Math.toIntExact(box.voxels())];
    Arrays.fill(out, (short) min);
    Box part = box.clippedTo(Box.of(image));
    for (int z = part.z(); z < part.z() + part.d(); z++) {
      for (int y = part.y(); y < part.y() + part.h(); y++) {
        int from = (z * image.ny() + y) * image.nx() + part.x();
        int to = ((z - box.z()) * box.h() + y - box.y()) * box.w() + part.x() - box.x();
        System.arraycopy(in, from, out, to, part.w());
      }
    }
    return new PreparedImage(image.id(), image.flat(), box.w(), box.h(), box.d(), out);
  }
}
