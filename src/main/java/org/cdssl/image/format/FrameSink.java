package org.cdssl.image.format;

/// Keeps one frame of a stream of voxels and lets the others pass.
final class FrameSink implements VoxelSink {
  private final float[] frame;
  private final long start;
  private long position;

  FrameSink(float[] frame, int index) {
    this.frame = frame;
    this.start = (long) index * frame.length;
  }

  @Override
  public void accept(float[] chunk, int length) {
    long from = Math.max(position, start);
    long to = Math.min(position + length, start + frame.length);
    if (from < to) {
      System.arraycopy(
          chunk, (int) (from - position), frame, (int) (from - start), (int) (to - from));
    }
    position += length;
  }
}
