package org.cdssl.image.format.numpy;

import java.nio.ByteBuffer;
import java.util.List;
import org.cdssl.image.format.VoxelType;

/// A NumPy array in memory, its values kept as they were stored, so that small integer arrays stay
/// small and 64-bit integers exact.
///
/// Values are addressed by their position in the file: for C order (the usual) the last axis is
/// fastest, so item `i` of a MedMNIST array of shape (N, 28, 28, 28) starts at `i * 28 * 28 * 28`.
/// Read-only; safe for many threads.
public final class NpyArray {
  private final NpyHeader header;
  private final ByteBuffer values;

  NpyArray(NpyHeader header, byte[] values) {
    this.header = header;
    this.values = ByteBuffer.wrap(values).order(header.order());
  }

  /// Lengths of the axes, outermost first.
  public List<Long> shape() {
    return header.shape();
  }

  public VoxelType type() {
    return header.type();
  }

  public boolean fortranOrder() {
    return header.fortranOrder();
  }

  /// Number of values, at most what one Java array can hold.
  public int count() {
    return (int) header.count();
  }

  /// The value at a position as float64; 64-bit integers beyond 2^53 are rounded.
  public double at(int position) {
    return type().get(values, Math.multiplyExact(position, type().bytes()));
  }

  /// The value at a position of an integer array, exact.
  ///
  /// @throws IllegalStateException for a float array
  public long integerAt(int position) {
    return switch (type()) {
      case FLOAT32, FLOAT64 ->
          throw new IllegalStateException("a " + type().label() + " array holds no integers");
      case INT64, UINT64 -> values.getLong(Math.multiplyExact(position, 8));
      default -> (long) at(position);
    };
  }

  /// Copies `count` values from `position` on, as float32, in file order.
  public float[] floats(int position, int count) {
    int size = type().bytes();
    float[] out = new float[count];
    ByteBuffer slice =
        values.slice(position * size, Math.multiplyExact(count, size)).order(values.order());
    type().decode(slice, count, 1, 0, out);
    return out;
  }

  /// All values as float32, in file order.
  public float[] floats() {
    return floats(0, count());
  }
}
