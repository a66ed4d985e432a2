package org.cdssl.collection.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.cdssl.Sha256;
import org.cdssl.image.IntensityWindow;
import org.cdssl.image.format.VoxelSink;

/// Gathers [ImageFacts] of one frame after another from the stream of a file, in constant memory.
final class FactsSink implements VoxelSink {
  private static final int MOST_LABELS = 256;
  private static final int LARGEST_LABEL = 65535;

  private final long frameVoxels;
  private final MessageDigest digest;
  private final List<ImageFacts> images = new ArrayList<>();
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long count;
  private long nan;
  private long infinite;
  private long clipped;
  private float min;
  private float max;
  private BitSet labels;
  private int distinct;
  private float lastLabel;

  FactsSink(long frameVoxels) {
    this.frameVoxels = frameVoxels;
    digest = Sha256.digest();
    start();
  }

  @Override
  public void accept(float[] chunk, int length) {
    for (int from = 0; from < length; ) {
      int part = (int) Math.min(length - from, frameVoxels - count);
      add(chunk, from, part);
      from += part;
      if (count == frameVoxels) {
        finish();
      }
    }
  }

  /// Facts of all frames that came whole.
  List<ImageFacts> images() {
    return List.copyOf(images);
  }

  private void add(float[] chunk, int from, int length) {
    if (bytes.capacity() < 4 * length) {
      bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    }
    bytes.asFloatBuffer().put(chunk, from, length);
    digest.update(bytes.array(), 0, 4 * length);
    count += length;
    for (int i = from; i < from + length; i++) {
      float v = chunk[i];
      if (Math.abs(v) <= Float.MAX_VALUE) {
        min = Math.min(min, v);
        max = Math.max(max, v);
        if (v < IntensityWindow.CT.low() || v > IntensityWindow.CT.high()) {
          clipped++;
        }
      } else if (Float.isNaN(v)) {
        nan++;
      } else {
        infinite++;
      }
      if (labels != null && v != lastLabel) {
        label(v);
      }
    }
  }

  private void label(float v) {
    lastLabel = v;
    if (!(v >= 0 && v <= LARGEST_LABEL && v == (int) v)) {
      labels = null;
    } else if (!labels.get((int) v)) {
      labels.set((int) v);
      if (++distinct > MOST_LABELS) {
        labels = null;
      }
    }
  }

  private void start() {
    count = 0;
    nan = 0;
    infinite = 0;
    clipped = 0;
    min = Float.POSITIVE_INFINITY;
    max = Float.NEGATIVE_INFINITY;
    labels = new BitSet();
    distinct = 0;
    lastLabel = Float.NaN;
  }

  private void finish() {
    boolean any = min <= max;
    images.add(
        new ImageFacts(
            count,
            nan,
            infinite,
            any ? min : Float.NaN,
            any ? max : Float.NaN,
            clipped,
            labels == null ? "" : LabelRanges.text(labels),
            Sha256.hex(digest)));
    start();
  }
}
