package org.cdssl.image.format.dicom.codec.jpeg;

import java.util.Arrays;
import org.cdssl.image.format.dicom.codec.CodecException;
import org.cdssl.image.format.dicom.codec.FrameShape;
import org.cdssl.image.format.dicom.codec.Planes;

/// JPEG (ITU-T T.81) as DICOM uses it: sequential DCT with Huffman coding of 8 and 12 bits
/// (processes 1, 2 and 4) and lossless (process 14, any predictor).
///
/// ImageIO and its plug-ins decode no 12-bit DCT and convert colours by rules of their own; here
/// samples come out as they were coded.
public final class JpegDecoder {
  private final byte[] data;
  private final FrameShape shape;
  private final int[][] quantisation = new int[4][];
  private final HuffmanTable[] dcTables = new HuffmanTable[4];
  private final HuffmanTable[] acTables = new HuffmanTable[4];
  private int restartInterval;
  private int adobeTransform = -1;
  private int at;

  // the frame
  private int precision;
  private boolean lossless;
  private Component[] components;

  /// One component of the frame.
  static final class Component {
    final int id;
    final int h;
    final int v;
    final int table;
    int[] samples;
    int stride;
    boolean decoded;

    // of the scan
    HuffmanTable dc;
    HuffmanTable ac;
    int predictor;

    Component(int id, int h, int v, int table) {
      this.id = id;
      this.h = h;
      this.v = v;
      this.table = table;
    }
  }

  private JpegDecoder(byte[] data, FrameShape shape) {
    this.data = data;
    this.shape = shape;
  }

  /// Decodes one frame of the given shape.
  ///
  /// @throws CodecException where it is damaged, of another size, or of another process
  public static Planes decode(byte[] data, FrameShape shape) throws CodecException {
    return new JpegDecoder(data, shape).decode();
  }

  private Planes decode() throws CodecException {
    if (data.length < 4 || (data[0] & 0xff) != 0xff || (data[1] & 0xff) != 0xd8) {
      throw new CodecException("is damaged: its pixels are no JPEG");
    }
    at = 2;
    while (true) {
      int marker = nextMarker();
      if (marker == 0xd9 || marker < 0) {
        break;
      }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        continue;
      }
      if (at + 2 > data.length) {
        break;
      }
      int length = u16(at) - 2;
      int start = at + 2;
      if (length < 0 || length > data.length - start) {
        throw new CodecException("is damaged or truncated: a JPEG segment is cut off");
      }
      at = start + length;
      segment(marker, start, at);
      if (isComplete()) {
        break; // what follows may be padding
      }
    }
    if (!isComplete()) {
      throw new CodecException("ends before its JPEG image does (truncated?)");
    }
    return planes();
  }

  private boolean isComplete() {
    return components != null && Arrays.stream(components).allMatch(c -> c.decoded);
  }

  /// @return -1 at the end of the data
  private int nextMarker() {
    while (at + 1 < data.length) {
      int next = data[at + 1] & 0xff;
      if ((data[at] & 0xff) == 0xff && next != 0 && next != 0xff) {
        at += 2;
        return next;
      }
      at++;
    }
    return -1;
  }

  private void segment(int marker, int start, int end) throws CodecException {
    switch (marker) {
      case 0xc0, 0xc1, 0xc3 -> frame(marker, start, end);
      case 0xc4 -> huffmanTables(start, end);
      case 0xda -> scan(start, end);
      case 0xdb -> quantisationTables(start, end);
      case 0xdd -> restartInterval = end - start >= 2 ? u16(start) : 0;
      case 0xee -> {
        if (end - start >= 12 && data[start] == 'A' && data[start + 1] == 'd') {
          adobeTransform = data[start + 11];
        }
      }
      case 0xc2, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf ->
          throw new CodecException(
              "has a JPEG process that its transfer syntax does not allow (marker FF%02X); convert"
                      .formatted(marker)
                  + " it with 'gdcmconv --raw IN OUT' (gdcm)");
      case 0xf7 -> throw new CodecException("is damaged: its JPEG pixels are JPEG-LS");
      default -> {}
    }
  }

  private void frame(int marker, int start, int end) throws CodecException {
    if (components != null || end - start < 6) {
      throw damaged("its frame header");
    }
    precision = data[start] & 0xff;
    int n = data[start + 5] & 0xff;
    if (end - start < 6 + 3 * n) {
      throw damaged("its frame header");
    }
    lossless = marker == 0xc3;
    boolean allowed =
        lossless ? precision >= 2 && precision <= 16 : precision == 8 || precision == 12;
    if (!allowed) {
      throw damaged("its precision of " + precision + " bits");
    }
    shape.require(u16(start + 3), u16(start + 1), n);
    components = new Component[n];
    for (int c = 0; c < n; c++) {
      int i = start + 6 + 3 * c;
      int h = (data[i + 1] & 0xff) >> 4;
      int v = data[i + 1] & 15;
      int table = data[i + 2] & 0xff;
      if (h < 1 || h > 4 || v < 1 || v > 4 || table > 3) {
        throw damaged("its frame header");
      }
      components[c] = new Component(data[i] & 0xff, h, v, table);
    }
  }

  private void huffmanTables(int start, int end) throws CodecException {
    int i = start;
    while (i + 17 <= end) {
      int selector = data[i] & 0xff;
      int[] counts = new int[16];
      int total = 0;
      for (int k = 0; k < 16; k++) {
        counts[k] = data[i + 1 + k] & 0xff;
        total += counts[k];
      }
      i += 17;
      if (total > 256 || i + total > end || (selector & 15) > 3 || selector >> 4 > 1) {
        throw damaged("a Huffman table");
      }
      int[] symbols = new int[total];
      for (int k = 0; k < total; k++) {
        symbols[k] = data[i + k] & 0xff;
      }
      i += total;
      HuffmanTable table = new HuffmanTable(counts, symbols);
      (selector >> 4 == 0 ? dcTables : acTables)[selector & 15] = table;
    }
  }

  private void quantisationTables(int start, int end) throws CodecException {
    int i = start;
    while (i < end) {
      int selector = data[i++] & 0xff;
      boolean wide = selector >> 4 == 1;
      if ((selector & 15) > 3 || selector >> 4 > 1 || i + (wide ? 128 : 64) > end) {
        throw damaged("a quantisation table");
      }
      int[] table = new int[64];
      for (int k = 0; k < 64; k++, i += wide ? 2 : 1) {
        table[k] = wide ? u16(i) : data[i] & 0xff;
      }
      quantisation[selector & 15] = table;
    }
  }

  private void scan(int start, int end) throws CodecException {
    int n = end > start ? data[start] & 0xff : 0;
    if (components == null || n < 1 || n > components.length || end - start < 4 + 2 * n) {
      throw damaged("its scan header");
    }
    Component[] scanned = new Component[n];
    for (int k = 0; k < n; k++) {
      int id = data[start + 1 + 2 * k] & 0xff;
      int tables = data[start + 2 + 2 * k] & 0xff;
      for (Component c : components) {
        if (c.id == id && !c.decoded) {
          scanned[k] = c;
          break;
        }
      }
      if (scanned[k] == null || tables >> 4 > 3 || (tables & 15) > 3) {
        throw damaged("its scan header");
      }
      for (int other = 0; other < k; other++) {
        if (scanned[other] == scanned[k]) {
          throw damaged("its scan header");
        }
      }
      scanned[k].dc = dcTables[tables >> 4];
      scanned[k].ac = acTables[tables & 15];
      if (scanned[k].dc == null || (!lossless && scanned[k].ac == null)) {
        throw damaged("a Huffman table that is missing");
      }
    }
    int parameters = start + 1 + 2 * n;
    HuffmanBits bits = new HuffmanBits(data, end);
    if (lossless) {
      int predictor = data[parameters] & 0xff;
      int pointTransform = data[parameters + 2] & 15;
      if (predictor < 1 || predictor > 7 || pointTransform >= precision) {
        throw damaged("its scan header");
      }
      new LosslessScan(bits, shape, scanned, precision, predictor, pointTransform, restartInterval)
          .decode();
    } else {
      new DctScan(bits, shape, components, scanned, quantisation, precision, restartInterval)
          .decode();
    }
    for (Component c : scanned) {
      c.decoded = true;
    }
    at = bits.position();
  }

  /// Crops the blocks to the image; components with fewer samples have them repeated.
  private Planes planes() {
    int hMost = Arrays.stream(components).mapToInt(c -> c.h).max().orElse(1);
    int vMost = Arrays.stream(components).mapToInt(c -> c.v).max().orElse(1);
    int[][] planes = new int[components.length][];
    boolean subsampled = false;
    for (int c = 0; c < planes.length; c++) {
      Component from = components[c];
      boolean whole = lossless || (from.h == hMost && from.v == vMost);
      subsampled |= !whole;
      if (from.stride == shape.width() && from.samples.length == shape.pixels()) {
        planes[c] = from.samples;
        continue;
      }
      int[] plane = new int[shape.pixels()];
      for (int y = 0, i = 0; y < shape.height(); y++) {
        int row = (whole ? y : y * from.v / vMost) * from.stride;
        for (int x = 0; x < shape.width(); x++, i++) {
          plane[i] = from.samples[row + (whole ? x : x * from.h / hMost)];
        }
      }
      planes[c] = plane;
    }
    return new Planes(shape.width(), shape.height(), planes, precision, false, colour(subsampled));
  }

  private Planes.Colour colour(boolean subsampled) {
    if (components.length != 3 || lossless) {
      return Planes.Colour.UNSAID;
    }
    if (adobeTransform >= 0) {
      return adobeTransform == 0 ? Planes.Colour.RGB : Planes.Colour.YCBCR;
    }
    if (components[0].id == 'R' && components[1].id == 'G' && components[2].id == 'B') {
      return Planes.Colour.RGB;
    }
    return subsampled ? Planes.Colour.YCBCR : Planes.Colour.UNSAID;
  }

  private int u16(int i) {
    return (data[i] & 0xff) << 8 | (data[i + 1] & 0xff);
  }

  private static CodecException damaged(String what) {
    return new CodecException("is damaged: the JPEG data in it, " + what);
  }
}
