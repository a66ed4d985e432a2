package org.cdssl.config;

/// A size of a volume in voxels. Written `HxWxD` in YAML as the paper writes it (`64x64x32`);
/// tensors are `[N, C, D, H, W]`, so the components here are in tensor order.
public record Size3(int d, int h, int w) {
  /// Number of voxels.
  public int voxels() {
    return Math.multiplyExact(Math.multiplyExact(d, h), w);
  }

  /// Parses `HxWxD`. Throws `IllegalArgumentException` with a readable message for anything else.
  public static Size3 parse(String text) {
    String[] parts = text.trim().split("[xX×]", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("expected a size HxWxD like 64x64x32, got '" + text + "'");
    }
    int[] n = new int[3];
    for (int i = 0; i < 3; i++) {
      try {
        n[i] = Integer.parseInt(parts[i].trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "expected a size HxWxD like 64x64x32, got '" + text + "'", e);
      }
      if (n[i] < 1) {
        throw new IllegalArgumentException(
            "a size must be at least 1 along each axis, got '" + text + "'");
      }
    }
    return new Size3(n[2], n[0], n[1]);
  }

  @Override
  public String toString() {
    return h + "x" + w + "x" + d;
  }
}
