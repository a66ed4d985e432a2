package org.cdssl.image.format;

/// What a reader may believe of a file (P14). A size that a header claims is allocated only as far
/// as the bytes that are really there can back it.
///
/// @param maxVoxels most voxels of one image, all its frames together
/// @param maxPixels most pixels of a flat image (PNG, JPEG)
/// @param maxHeaderBytes largest header that is parsed
/// @param maxRatio most output bytes for one compressed input byte; deflate cannot exceed 1032
public record Limits(long maxVoxels, long maxPixels, int maxHeaderBytes, int maxRatio) {
  public static final Limits DEFAULT = new Limits(1L << 30, 1L << 27, 1 << 20, 1100);

  /// Refuses an image with more voxels than allowed. `sizes` are at least 1 each.
  ///
  /// @return the product of the sizes
  public long checkedCount(java.nio.file.Path file, long... sizes) throws FormatException {
    long count = 1;
    for (long size : sizes) {
      if (size < 1) {
        throw new FormatException(file, "the header gives a size of " + size);
      }
      if (size > maxVoxels / count) {
        throw new FormatException(
            file,
            "the header claims "
                + java.util.Arrays.toString(sizes)
                + " voxels, more than the limit of "
                + maxVoxels);
      }
      count *= size;
    }
    return count;
  }
}
