package org.cdssl.collection.cache;

import java.util.Arrays;
import org.cdssl.image.format.VoxelSink;

/// Keeps one of every so many values of an image, if it is finite.
final class Thinning implements VoxelSink {
  private final long step;
  private final float[] kept;
  private int count;
  private long skip;

  /// @param voxels that will come
  /// @param most values that are kept
  Thinning(long voxels, int most) {
    this.step = Math.max(1, Math.ceilDiv(voxels, most));
    this.kept = new float[(int) Math.min(most, Math.ceilDiv(voxels, step))];
  }

  @Override
  public void accept(float[] chunk, int length) {
    long i = skip;
    for (; i < length; i += step) {
      float value = chunk[(int) i];
      if (Float.isFinite(value) && count < kept.length) {
        kept[count++] = value;
      }
    }
    skip = i - length;
  }

  float[] values() {
    return Arrays.copyOf(kept, count);
  }
}
