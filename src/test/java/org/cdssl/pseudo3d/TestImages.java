package org.cdssl.pseudo3d;

import java.util.Random;
import org.cdssl.config.PseudoVolumeConfig.Depth;
import org.cdssl.config.PseudoVolumeConfig.Order;
import org.cdssl.config.Size3;

/// Images and slow, plain reference computations for the tests of this package.
final class TestImages {
  private TestImages() {}

  static float[] noise(int width, int height, long seed) {
    Random random = new Random(seed);
    float[] image = new float[width * height];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    return image;
  }

  /// The rule of `make_torch_json.py`, so that the fixture holds no images.
  static float[] byRule(int width, int height) {
    float[] image = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image[y * width + x] = (y * 131 + x * 71 + x * y % 17 * 29) % 256 / 255f;
      }
    }
    return image;
  }

  static float[] transpose(float[] image, int width, int height) {
    float[] result = new float[image.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        result[x * height + y] = image[y * width + x];
      }
    }
    return result;
  }

  /// Moves a window over the image and unrolls it at each place.
  static float[] slidingWindow(float[] image, int width, int height, Window window) {
    int k = window.k();
    int across = 0;
    for (int left = 0; left + k <= width; left += window.stride()) {
      across++;
    }
    int down = 0;
    for (int top = 0; top + k <= height; top += window.stride()) {
      down++;
    }
    float[] volume = new float[k * k * down * across];
    int place = 0;
    for (int top = 0; top + k <= height; top += window.stride()) {
      for (int left = 0; left + k <= width; left += window.stride()) {
        int depth = 0;
        for (int a = 0; a < k; a++) {
          for (int b = 0; b < k; b++) {
            int y = window.order() == Order.ROW ? a : b;
            int x = window.order() == Order.ROW ? b : a;
            volume[depth * down * across + place] = image[(top + y) * width + left + x];
            depth++;
          }
        }
        place++;
      }
    }
    return volume;
  }

  /// Trilinear resize in double precision, eight neighbours a voxel.
  static double[] resize(float[] in, Size3 from, Size3 to, Depth depth) {
    double[] result = new double[to.voxels()];
    int at = 0;
    for (int d = 0; d < to.d(); d++) {
      double z =
          depth == Depth.LINEAR ? position(d, from.d(), to.d()) : (long) d * from.d() / to.d();
      for (int h = 0; h < to.h(); h++) {
        double y = position(h, from.h(), to.h());
        for (int w = 0; w < to.w(); w++) {
          double x = position(w, from.w(), to.w());
          double sum = 0;
          for (int corner = 0; corner < 8; corner++) {
            int cz = (int) z + (corner >> 2);
            int cy = (int) y + (corner >> 1 & 1);
            int cx = (int) x + (corner & 1);
            double weight =
                (1 - Math.abs(z - cz)) * (1 - Math.abs(y - cy)) * (1 - Math.abs(x - cx));
            cz = Math.min(cz, from.d() - 1);
            cy = Math.min(cy, from.h() - 1);
            cx = Math.min(cx, from.w() - 1);
            sum += weight * in[(cz * from.h() + cy) * from.w() + cx];
          }
          result[at++] = sum;
        }
      }
    }
    return result;
  }

  private static double position(int index, int in, int out) {
    return Math.max(0, (index + 0.5) * in / out - 0.5);
  }
}
