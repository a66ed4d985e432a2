package org.cdssl.image.format.dicom.codec.jpeg;

import java.util.Arrays;
import org.cdssl.image.format.dicom.codec.CodecException;
import org.cdssl.image.format.dicom.codec.FrameShape;
import org.cdssl.image.format.dicom.codec.Planes;

/// JPEG-LS (ITU-T T.87), lossless and near-lossless, in all three orders of components. Mapping
/// tables and restart intervals, which DICOM writers do not use, are refused.
public final class JpegLsDecoder {
  private final byte[] data;
  private final FrameShape shape;
  private int at = 2;
  private int precision;
  private int[] ids;
  private int[][] planes;
  private boolean[] decoded;

  // LSE; 0: default
  private int maxValue;
  private int t1;
  private int t2;
  private int t3;
  private int reset;

  private JpegLsDecoder(byte[] data, FrameShape shape) {
    this.data = data;
    this.shape = shape;
  }

  /// Decodes one frame of the given shape.
  public static Planes decode(byte[] data, FrameShape shape) throws CodecException {
    return new JpegLsDecoder(data, shape).decode();
  }

  private Planes decode() throws CodecException {
    if (data.length < 4 || (data[0] & 0xff) != 0xff || (data[1] & 0xff) != 0xd8) {
      throw new CodecException("is damaged: its pixels are no JPEG-LS");
    }
    while (!isComplete()) {
      while (at + 1 < data.length
          && !((data[at] & 0xff) == 0xff && (data[at + 1] & 0x80) != 0 && data[at + 1] != -1)) {
        at++;
      }
      if (at + 4 > data.length) {
        throw new CodecException("ends before its JPEG-LS image does (truncated?)");
      }
      int marker = data[at + 1] & 0xff;
      int start = at + 4;
      int end = at + 2 + u16(at + 2);
      if (marker == 0xd9) {
        throw new CodecException("ends before its JPEG-LS image does (truncated?)");
      }
      if (end < start || end > data.length) {
        throw damaged("a segment is cut off");
      }
      at = end;
      switch (marker) {
        case 0xf7 -> frame(start, end);
        case 0xf8 -> presets(start, end);
        case 0xda -> scan(start, end);
        case 0xdd -> throw damaged("it has restart intervals, which are not supported");
        case 0xc0, 0xc1, 0xc2, 0xc3 -> throw damaged("it is JPEG and not JPEG-LS");
        default -> {}
      }
    }
    return new Planes(
        shape.width(), shape.height(), planes, precision, false, Planes.Colour.UNSAID);
  }

  private boolean isComplete() {
    if (decoded == null) {
      return false;
    }
    for (boolean d : decoded) {
      if (!d) {
        return false;
      }
    }
    return true;
  }

  private void frame(int start, int end) throws CodecException {
    int n = end - start >= 6 ? data[start + 5] & 0xff : 0;
    if (planes != null || n < 1 || end - start < 6 + 3 * n) {
      throw damaged("its frame header");
    }
    precision = data[start] & 0xff;
    if (precision < 2 || precision > 16) {
      throw damaged("its precision of " + precision + " bits");
    }
    shape.require(u16(start + 3), u16(start + 1), n);
    ids = new int[n];
    for (int c = 0; c < n; c++) {
      ids[c] = data[start + 6 + 3 * c] & 0xff;
      if (data[start + 7 + 3 * c] != 0x11) {
        throw damaged("its components are subsampled, which is not supported");
      }
    }
    planes = new int[n][];
    decoded = new boolean[n];
  }

  private void presets(int start, int end) throws CodecException {
    if (end - start < 1 || data[start] != 1 || end - start < 11) {
      throw damaged("it has mapping tables or an oversize image, which are not supported");
    }
    maxValue = u16(start + 1);
    t1 = u16(start + 3);
    t2 = u16(start + 5);
    t3 = u16(start + 7);
    reset = u16(start + 9);
  }

  private void scan(int start, int end) throws CodecException {
    int n = end > start ? data[start] & 0xff : 0;
    if (planes == null || n < 1 || n > planes.length || end - start < 4 + 2 * n) {
      throw damaged("its scan header");
    }
    int[][] scanned = new int[n][];
    for (int k = 0; k < n; k++) {
      int id = data[start + 1 + 2 * k] & 0xff;
      int c = 0;
      while (c < ids.length && (ids[c] != id || decoded[c])) {
        c++;
      }
      if (c == ids.length || data[start + 2 + 2 * k] != 0) {
        throw damaged("its scan header, or a mapping table, which is not supported");
      }
      decoded[c] = true;
      planes[c] = new int[shape.pixels()];
      scanned[k] = planes[c];
    }
    int near = data[start + 1 + 2 * n] & 0xff;
    int interleave = data[start + 2 + 2 * n] & 0xff;
    int pointTransform = data[start + 3 + 2 * n] & 15;
    if (interleave > 2 || (interleave == 0) != (n == 1) || pointTransform >= precision) {
      throw damaged("its scan header");
    }
    JpegLsBits bits = new JpegLsBits(data, end);
    int most = maxValue > 0 ? maxValue : (1 << precision) - 1;
    if (most >= 1 << precision || near > Math.min(255, most / 2)) {
      throw damaged("its coding parameters");
    }
    new JpegLsScan(bits, shape, scanned, JpegLsScan.parameters(most, near, t1, t2, t3, reset))
        .decode(interleave == 2);
    if (pointTransform > 0) {
      for (int[] plane : scanned) {
        Arrays.setAll(plane, i -> plane[i] << pointTransform);
      }
    }
    at = bits.position();
  }

  private int u16(int i) {
    return (data[i] & 0xff) << 8 | (data[i + 1] & 0xff);
  }

  private static CodecException damaged(String what) {
    return new CodecException("is damaged: the JPEG-LS data in it, " + what);
  }
}
