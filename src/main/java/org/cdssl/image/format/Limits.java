package org.cdssl.image.format;

/// What a reader may believe of a file (P14). A size that a header claims is allocated only as far
/// as the bytes that are really there can back it.
///
/// @param maxVoxels most voxels of one image
/// @param maxHeaderBytes largest header that is parsed
/// @param maxRatio most output bytes for one compressed input byte
public record Limits(long maxVoxels, int maxHeaderBytes, int maxRatio) {
  public static final Limits DEFAULT = new Limits(1L << 30, 1 << 20, 1100);
}
