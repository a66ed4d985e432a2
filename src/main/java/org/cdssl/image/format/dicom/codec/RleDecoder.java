package org.cdssl.image.format.dicom.codec;

/// DICOM RLE Lossless (PS3.5 Annex G): PackBits, one segment for each byte of each component, the
/// most significant byte first.
public final class RleDecoder {
  private static final int HEADER = 64;

  private RleDecoder() {}

  /// @param bytesPerSample 1, 2 or 4
  /// @return unsigned samples (of 4 bytes: their bits)
  public static Planes decode(byte[] data, FrameShape shape, int bytesPerSample)
      throws CodecException {
    int segments = shape.components() * bytesPerSample;
    if (data.length < HEADER || int32(data, 0) != segments || segments > 15) {
      throw new CodecException(
          "is damaged: its RLE header does not name " + segments + " segments");
    }
    int[][] planes = new int[shape.components()][shape.pixels()];
    for (int s = 0; s < segments; s++) {
      int from = int32(data, 4 + 4 * s);
      int to = s + 1 < segments ? int32(data, 8 + 4 * s) : data.length;
      if (from < HEADER || to < from || to > data.length) {
        throw new CodecException("is damaged: RLE segment " + s + " lies outside the frame");
      }
      int shift = 8 * (bytesPerSample - 1 - s % bytesPerSample);
      segment(data, from, to, planes[s / bytesPerSample], shift);
    }
    return new Planes(
        shape.width(), shape.height(), planes, 8 * bytesPerSample, false, Planes.Colour.UNSAID);
  }

  private static void segment(byte[] data, int from, int to, int[] plane, int shift)
      throws CodecException {
    int at = from;
    int done = 0;
    while (done < plane.length) {
      if (at >= to) {
        throw new CodecException("ends inside an RLE segment (truncated?)");
      }
      int control = data[at++];
      if (control >= 0) {
        int count = Math.min(control + 1, plane.length - done);
        if (count > to - at) {
          throw new CodecException("ends inside an RLE segment (truncated?)");
        }
        for (int i = 0; i < count; i++) {
          plane[done++] |= (data[at + i] & 0xff) << shift;
        }
        at += control + 1;
      } else if (control != -128) {
        int count = Math.min(1 - control, plane.length - done);
        if (at >= to) {
          throw new CodecException("ends inside an RLE segment (truncated?)");
        }
        int value = (data[at++] & 0xff) << shift;
        for (int i = 0; i < count; i++) {
          plane[done++] |= value;
        }
      }
    }
  }

  private static int int32(byte[] data, int at) {
    return (data[at] & 0xff)
        | (data[at + 1] & 0xff) << 8
        | (data[at + 2] & 0xff) << 16
        | data[at + 3] << 24;
  }
}
