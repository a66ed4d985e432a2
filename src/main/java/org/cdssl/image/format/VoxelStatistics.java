package org.cdssl.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import org.cdssl.Sha256;

/// Count, range, mean, standard deviation and SHA-256 of a stream of voxels, in one pass.
///
/// Range, mean and (population) standard deviation are over the finite voxels, accumulated in
/// float64; NaN and infinite ones are counted. The hash is of all voxels as little-endian float32
/// in the order they come.
public final class VoxelStatistics implements VoxelSink {
  private final MessageDigest digest;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long count;
  private long nan;
  private long infinite;
  private long finite;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private double mean;
  private double squares;

  public VoxelStatistics() {
    digest = Sha256.digest();
  }

  @Override
  public void accept(float[] chunk, int length) {
    hash(chunk, length);
    count += length;
    double sum = 0;
    long good = 0;
    for (int i = 0; i < length; i++) {
      float v = chunk[i];
      if (Float.isNaN(v)) {
        nan++;
      } else if (Float.isInfinite(v)) {
        infinite++;
      } else {
        good++;
        sum += v;
        // written so that the first value replaces NaN
        min = v >= min ? min : v;
        max = v <= max ? max : v;
      }
    }
    if (good == 0) {
      return;
    }
    double chunkMean = sum / good;
    double chunkSquares = 0;
    for (int i = 0; i < length; i++) {
      if (Float.isFinite(chunk[i])) {
        double d = chunk[i] - chunkMean;
        chunkSquares += d * d;
      }
    }
    // two sets of values merged (Chan, Golub and LeVeque): no cancellation however many there are
    double delta = chunkMean - mean;
    long all = finite + good;
    squares += chunkSquares + delta * delta * ((double) finite * good / all);
    mean += delta * good / all;
    finite = all;
  }

  private void hash(float[] chunk, int length) {
    if (bytes.capacity() < 4 * length) {
      bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    }
    bytes.asFloatBuffer().put(chunk, 0, length);
    digest.update(bytes.array(), 0, 4 * length);
  }

  /// All voxels, finite or not.
  public long count() {
    return count;
  }

  public long nanCount() {
    return nan;
  }

  public long infiniteCount() {
    return infinite;
  }

  /// NaN where no voxel is finite; so are the next three.
  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  public double mean() {
    return finite == 0 ? Double.NaN : mean;
  }

  /// Population standard deviation.
  public double std() {
    return finite == 0 ? Double.NaN : Math.sqrt(squares / finite);
  }

  /// SHA-256 in hexadecimal. Ends the statistics: nothing may be accepted afterwards.
  public String sha256() {
    return Sha256.hex(digest);
  }
}
