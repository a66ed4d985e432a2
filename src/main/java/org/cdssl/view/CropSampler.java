package org.cdssl.view;

import java.util.Arrays;
import java.util.Optional;
import org.cdssl.config.Size3;
import org.cdssl.image.LinearAxis;
import org.cdssl.image.PreparedImage;

/// Cuts a box out of an image and resizes it: trilinear (bilinear for one slice), half-pixel
/// centres, no antialiasing. Intensities in [0,1]; a constant box gives exactly constant values.
final class CropSampler {
  /// Rows of one slice, interpolated along x; row y of the box is the y-th.
  private float[] rows = {};

  /// Two neighbouring slices of the box at the height and width of the view; slice d is in number d
  /// mod 2.
  private final float[][] planes = {{}, {}};

  private final int[] held = new int[2];

  /// A box that had to be copied out of its image, because that is on disk.
  private short[] copied = {};

  /// Where the box lies in an array of values.
  private record Part(short[] values, int origin, int row, int slice) {
    int at(int d, int y) {
      return origin + d * slice + y * row;
    }
  }

  /// Writes `[D, H, W]` of `size` to `out`. What a box has outside the image reads as the image's
  /// minimum.
  void sample(PreparedImage image, Box box, Size3 size, float[] out) {
    if (!Box.of(image).contains(box)) {
      PreparedImage padded = padded(image, box);
      sample(padded, Box.of(padded), size, out);
      return;
    }
    int area = size.h() * size.w();
    prepare(box.h() * size.w(), area);
    Part part = part(image, box);
    LinearAxis alongZ = LinearAxis.resize(box.d(), size.d());
    LinearAxis alongY = LinearAxis.resize(box.h(), size.h());
    LinearAxis alongX = LinearAxis.resize(box.w(), size.w());
    for (int z = 0; z < size.d(); z++) {
      float[] near = plane(part, alongZ.lower()[z], alongY, alongX);
      if (alongZ.weight()[z] == 0f) {
        System.arraycopy(near, 0, out, z * area, area);
      } else {
        float[] far = plane(part, alongZ.upper()[z], alongY, alongX);
        blend(near, 0, far, 0, alongZ.weight()[z], out, z * area, area);
      }
    }
  }

  /// The box in the image's own memory, or a copy of the box.
  private Part part(PreparedImage image, Box box) {
    Optional<short[]> array = image.grid().array();
    if (array.isPresent()) {
      int slice = image.nx() * image.ny();
      int origin = box.z() * slice + box.y() * image.nx() + box.x();
      return new Part(array.get(), origin, image.nx(), slice);
    }
    int voxels = Math.toIntExact(box.voxels());
    if (copied.length < voxels) {
      copied = new short[voxels];
    }
    image.grid().read(box.x(), box.y(), box.z(), box.w(), box.h(), box.d(), copied);
    return new Part(copied, 0, box.w(), box.w() * box.h());
  }

  private void prepare(int rowLength, int planeLength) {
    if (rows.length < rowLength) {
      rows = new float[rowLength];
    }
    for (int i = 0; i < 2; i++) {
      held[i] = -1;
      if (planes[i].length < planeLength) {
        planes[i] = new float[planeLength];
      }
    }
  }

  /// Slice `d` of the box at the height and width of the view.
  private float[] plane(Part part, int d, LinearAxis alongY, LinearAxis alongX) {
    float[] plane = planes[d & 1];
    if (held[d & 1] == d) {
      return plane;
    }
    held[d & 1] = d;
    int w = alongX.size();
    int done = -1;
    for (int y = 0; y < alongY.size(); y++) {
      int low = alongY.lower()[y];
      int high = alongY.upper()[y];
      if (low > done) {
        narrow(part.values(), part.at(d, low), alongX, rows, low * w);
      }
      if (high > done && high > low) {
        narrow(part.values(), part.at(d, high), alongX, rows, high * w);
      }
      done = high;
      blend(rows, low * w, rows, high * w, alongY.weight()[y], plane, y * w, w);
    }
    return plane;
  }

  private static void narrow(short[] in, int from, LinearAxis along, float[] out, int to) {
    int[] lower = along.lower();
    int[] upper = along.upper();
    float[] weight = along.weight();
    for (int x = 0; x < lower.length; x++) {
      int a = in[from + lower[x]] & 0xffff;
      int b = in[from + upper[x]] & 0xffff;
      out[to + x] = (a + weight[x] * (b - a)) * (1 / PreparedImage.FULL_SCALE);
    }
  }

  private static void blend(
      float[] near,
      int nearFrom,
      float[] far,
      int farFrom,
      float weight,
      float[] out,
      int to,
      int count) {
    for (int x = 0; x < count; x++) {
      float a = near[nearFrom + x];
      out[to + x] = a + weight * (far[farFrom + x] - a);
    }
  }

  /// A copy of the box, for the rare one that sticks out of a small volume.
  private static PreparedImage padded(PreparedImage image, Box box) {
    short[] out = new short[Math.toIntExact(box.voxels())];
    Arrays.fill(out, (short) image.grid().minimum());
    Box part = box.clippedTo(Box.of(image));
    short[] in = new short[Math.toIntExact(part.voxels())];
    image.grid().read(part.x(), part.y(), part.z(), part.w(), part.h(), part.d(), in);
    int from = 0;
    for (int z = part.z(); z < part.z() + part.d(); z++) {
      for (int y = part.y(); y < part.y() + part.h(); y++, from += part.w()) {
        int to = ((z - box.z()) * box.h() + y - box.y()) * box.w() + part.x() - box.x();
        System.arraycopy(in, from, out, to, part.w());
      }
    }
    return new PreparedImage(image.id(), image.flat(), box.w(), box.h(), box.d(), out);
  }
}
