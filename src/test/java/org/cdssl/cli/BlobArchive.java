package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.numpy.NpzWriter;

/// An archive of MedMNIST's form with a blob on the left (class 0) or on the right (class 1): 24
/// images to train, 10 to validate, 10 to test.
final class BlobArchive {
  static final int SIDE = 16;

  private BlobArchive() {}

  /// @param largest label that occurs, of the fourth image of every part
  static void write(Path file, int largest) throws IOException {
    NpzWriter npz = new NpzWriter();
    int first = 0;
    for (String part : List.of("train", "val", "test")) {
      int count = part.equals("train") ? 24 : 10;
      float[] images = new float[count * SIDE * SIDE * SIDE];
      float[] labels = new float[count];
      for (int i = 0; i < count; i++) {
        System.arraycopy(voxels(first + i), 0, images, i * voxels(0).length, voxels(0).length);
        labels[i] = i == 3 ? largest : (first + i) % 2;
      }
      first += count;
      npz.add(part + "_images", VoxelType.UINT8, images, count, SIDE, SIDE, SIDE);
      npz.add(part + "_labels", VoxelType.UINT8, labels, count, 1);
    }
    npz.write(file);
  }

  /// Odd numbers have their blob on the right.
  static float[] voxels(int number) {
    float[] voxels = new float[SIDE * SIDE * SIDE];
    for (int v = 0; v < voxels.length; v++) {
      int x = v % SIDE - (number % 2 == 1 ? 11 : 4);
      int y = v / SIDE % SIDE - 5 - number % 5;
      int z = v / (SIDE * SIDE) - 8;
      voxels[v] =
          (float)
              Math.rint(180 * Math.exp(-(x * x + y * y + z * z) / 12.0) + 40 + 30 * Math.sin(v));
    }
    return voxels;
  }
}
