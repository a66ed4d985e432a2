package org.cdssl.image.format.dicom.codec.j2k;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.TreeMap;
import org.cdssl.image.format.dicom.codec.CodecException;
import org.cdssl.image.format.dicom.codec.FrameShape;
import org.cdssl.image.format.dicom.codec.Planes;

/// JPEG 2000 code streams (T.800 Annex A), bare or inside JP2 boxes: both wavelets, all progression
/// orders and block styles, tiles, layers and precincts. Regions of interest, packed packet
/// headers, changes of progression and subsampled components, which DICOM writers do not use, are
/// refused.
public final class Jpeg2000Decoder {
  private final byte[] data;
  private final FrameShape shape;

  // SIZ
  private int x1;
  private int y1;
  private int x0;
  private int y0;
  private int tileWidth;
  private int tileHeight;
  private int tileX0;
  private int tileY0;
  private int[] precision;
  private boolean[] signed;

  /// Coding parameters of the image, and those of one tile while it is read.
  private Parameters main;

  private final TreeMap<Integer, Tile> tiles = new TreeMap<>();

  private static final class Parameters {
    int progression = -1;
    int layers;
    boolean colourTransform;
    CodingStyle[] styles;
    boolean[] ownCoding;
    boolean[] ownQuantisation;

    Parameters(int components) {
      styles = new CodingStyle[components];
      Arrays.setAll(styles, _ -> new CodingStyle());
      ownCoding = new boolean[components];
      ownQuantisation = new boolean[components];
    }

    Parameters copy() {
      Parameters copy = new Parameters(styles.length);
      copy.progression = progression;
      copy.layers = layers;
      copy.colourTransform = colourTransform;
      Arrays.setAll(copy.styles, i -> styles[i].clone());
      return copy;
    }
  }

  private static final class Tile {
    final Parameters parameters;
    final ByteArrayOutputStream packets = new ByteArrayOutputStream();

    Tile(Parameters parameters) {
      this.parameters = parameters;
    }
  }

  private Jpeg2000Decoder(byte[] data, FrameShape shape) {
    this.data = data;
    this.shape = shape;
  }

  /// Decodes one frame of the given shape. Three components that were transformed come out as RGB.
  public static Planes decode(byte[] data, FrameShape shape) throws CodecException {
    return new Jpeg2000Decoder(data, shape).decode();
  }

  private Planes decode() throws CodecException {
    int at = start();
    boolean ended = false;
    while (!ended) {
      if (at + 2 > data.length) {
        break; // no end marker; whether all tiles are there is seen below
      }
      int marker = u16(at);
      if (marker == 0xffd9) {
        break;
      }
      if (at + 4 > data.length) {
        throw PacketBits.truncated();
      }
      int end = at + 2 + u16(at + 2);
      if (marker >>> 8 != 0xff || end < at + 4 || end > data.length) {
        throw damaged("a marker segment is cut off");
      }
      if (marker == 0xff90) {
        at = tilePart(at, end);
      } else {
        segment(marker, at + 4, end, main);
        at = end;
      }
    }
    return planes();
  }

  /// Where the code stream starts: at once, or in the box `jp2c` of a JP2 file.
  private int start() throws CodecException {
    long at = 0;
    for (int boxes = 0; boxes < 100 && at + 8 <= data.length; boxes++) {
      int i = (int) at;
      if (u16(i) == 0xff4f) {
        return i + 2;
      }
      long length = (long) u16(i) << 16 | u16(i + 2);
      boolean codeStream =
          data[i + 4] == 'j' && data[i + 5] == 'p' && data[i + 6] == '2' && data[i + 7] == 'c';
      if (codeStream) {
        at += length == 1 ? 16 : 8;
      } else if (length >= 8) {
        at += length;
      } else {
        break;
      }
    }
    throw new CodecException("is damaged: its pixels are no JPEG 2000");
  }

  private void segment(int marker, int start, int end, Parameters into) throws CodecException {
    if (marker == 0xff51) {
      size(start, end);
      return;
    }
    if (precision == null) {
      throw damaged("its size does not come first");
    }
    switch (marker) {
      case 0xff52 -> codingDefaults(start, end, into);
      case 0xff53 -> {
        need(start, end, 7);
        int c = component(start);
        CodingStyle style = into.styles[c];
        coding(style, start + 2, end, (data[start + 1] & 1) != 0);
        into.ownCoding[c] = true;
      }
      case 0xff5c -> {
        for (int c = 0; c < precision.length; c++) {
          if (!into.ownQuantisation[c]) {
            quantisation(into.styles[c], start, end);
          }
        }
      }
      case 0xff5d -> {
        need(start, end, 2);
        int c = component(start);
        quantisation(into.styles[c], start + 1, end);
        into.ownQuantisation[c] = true;
      }
      case 0xff50 ->
          throw new CodecException(
              "has High-Throughput JPEG 2000 pixels, which are not supported; convert it with pydicom 3"
                  + " (dcmread, decompress(), save_as)");
      case 0xff5e -> throw damaged("it has a region of interest, which is not supported");
      case 0xff5f -> throw damaged("it changes its progression order, which is not supported");
      case 0xff60, 0xff61 -> throw damaged("it has packed packet headers, not supported");
      default -> {} // lengths, comments, registration
    }
  }

  private void size(int start, int end) throws CodecException {
    need(start, end, 36);
    if (precision != null) {
      throw damaged("it has two sizes");
    }
    long[] n = new long[8];
    for (int i = 0; i < 8; i++) {
      n[i] = (long) u16(start + 2 + 4 * i) << 16 | u16(start + 4 + 4 * i);
      if (n[i] > Integer.MAX_VALUE / 2) {
        throw damaged("its size");
      }
    }
    int components = u16(start + 34);
    if (components < 1 || components > 4 || end - start < 36 + 3 * components) {
      throw damaged("its components");
    }
    x1 = (int) n[0];
    y1 = (int) n[1];
    x0 = (int) n[2];
    y0 = (int) n[3];
    tileWidth = (int) n[4];
    tileHeight = (int) n[5];
    tileX0 = (int) n[6];
    tileY0 = (int) n[7];
    shape.require(x1 - x0, y1 - y0, components);
    if (tileWidth < 1
        || tileHeight < 1
        || tileX0 > x0
        || tileY0 > y0
        || tileX0 + tileWidth <= x0
        || tileY0 + tileHeight <= y0
        || (long) tilesAcross() * tilesDown() > data.length / 12) {
      throw damaged("its tiles");
    }
    precision = new int[components];
    signed = new boolean[components];
    for (int c = 0; c < components; c++) {
      int depth = data[start + 36 + 3 * c] & 0xff;
      precision[c] = (depth & 0x7f) + 1;
      signed[c] = depth >> 7 == 1;
      if (data[start + 37 + 3 * c] != 1 || data[start + 38 + 3 * c] != 1) {
        throw damaged("its components are subsampled, which is not supported");
      }
      if (precision[c] > 24 || precision[c] != precision[0] || signed[c] != signed[0]) {
        throw damaged("its components are of %d bits".formatted(precision[c]));
      }
    }
    main = new Parameters(components);
  }

  private void codingDefaults(int start, int end, Parameters into) throws CodecException {
    need(start, end, 10);
    into.progression = data[start + 1];
    into.layers = u16(start + 2);
    into.colourTransform = data[start + 4] == 1;
    if (into.progression < 0 || into.progression > 4 || into.layers < 1) {
      throw damaged("its progression");
    }
    for (int c = 0; c < into.styles.length; c++) {
      if (!into.ownCoding[c]) {
        coding(into.styles[c], start + 5, end, (data[start] & 1) != 0);
      }
    }
  }

  private void coding(CodingStyle style, int start, int end, boolean precincts)
      throws CodecException {
    style.levels = data[start] & 0xff;
    style.blockWidthLog2 = (data[start + 1] & 15) + 2;
    style.blockHeightLog2 = (data[start + 2] & 15) + 2;
    style.blockStyle = data[start + 3] & 0xff;
    style.reversible = data[start + 4] == 1;
    if (style.levels > 32
        || style.blockWidthLog2 > 10
        || style.blockHeightLog2 > 10
        || style.blockWidthLog2 + style.blockHeightLog2 > 12) {
      throw damaged("its code blocks");
    }
    if ((style.blockStyle & 0xc0) != 0) {
      throw new CodecException(
          "has High-Throughput JPEG 2000 pixels, which are not supported; convert it with pydicom 3"
              + " (dcmread, decompress(), save_as)");
    }
    style.precinctX = new int[style.levels + 1];
    style.precinctY = new int[style.levels + 1];
    if (!precincts) {
      Arrays.fill(style.precinctX, 15);
      Arrays.fill(style.precinctY, 15);
      return;
    }
    need(start, end, 6 + style.levels);
    for (int r = 0; r <= style.levels; r++) {
      int size = data[start + 5 + r] & 0xff;
      style.precinctX[r] = size & 15;
      style.precinctY[r] = size >> 4;
      if (r > 0 && (style.precinctX[r] == 0 || style.precinctY[r] == 0)) {
        throw damaged("its precincts");
      }
    }
  }

  private void quantisation(CodingStyle style, int start, int end) throws CodecException {
    need(start, end, 2);
    int kind = data[start] & 31;
    int each = kind == 0 ? 1 : 2;
    int count = kind == 1 ? 1 : (end - start - 1) / each;
    if (kind > 2 || count < 1 || end - start < 1 + each * count) {
      throw damaged("its quantisation");
    }
    style.quantisation = kind;
    style.guardBits = (data[start] & 0xff) >> 5;
    style.exponents = new int[count];
    style.mantissas = new int[count];
    for (int i = 0; i < count; i++) {
      int word = kind == 0 ? (data[start + 1 + i] & 0xff) << 8 : u16(start + 1 + 2 * i);
      style.exponents[i] = word >> 11;
      style.mantissas[i] = kind == 0 ? 0 : word & 0x7ff;
    }
  }

  /// @return where the next tile part or marker is
  private int tilePart(int at, int headerEnd) throws CodecException {
    if (main == null || main.progression < 0 || headerEnd - at < 12) {
      throw damaged("a tile comes before the coding style");
    }
    int index = u16(at + 4);
    long length = (long) u16(at + 6) << 16 | u16(at + 8);
    long partEnd = length == 0 ? data.length : at + length;
    if (index >= tilesAcross() * tilesDown() || partEnd < headerEnd + 2) {
      throw damaged("a tile that does not exist");
    }
    if (partEnd > data.length) {
      throw PacketBits.truncated();
    }
    Tile tile = tiles.computeIfAbsent(index, _ -> new Tile(main.copy()));
    int i = headerEnd;
    while (true) {
      if (i + 4 > partEnd) {
        if (i + 2 <= partEnd && u16(i) == 0xff93) {
          break;
        }
        throw PacketBits.truncated();
      }
      int marker = u16(i);
      if (marker == 0xff93) {
        break;
      }
      int end = i + 2 + u16(i + 2);
      if (end < i + 4 || end > partEnd || marker == 0xff51) {
        throw damaged("a marker segment of a tile is cut off");
      }
      segment(marker, i + 4, end, tile.parameters);
      i = end;
    }
    int from = i + 2;
    int to = (int) partEnd;
    if (length == 0 && to - from >= 2 && u16(to - 2) == 0xffd9) {
      to -= 2;
    }
    tile.packets.write(data, from, to - from);
    return (int) partEnd;
  }

  private Planes planes() throws CodecException {
    if (main == null || tiles.size() < (long) tilesAcross() * tilesDown()) {
      throw PacketBits.truncated();
    }
    int[][] planes = new int[precision.length][shape.pixels()];
    boolean transformed = false;
    for (var entry : tiles.entrySet()) {
      Tile tile = entry.getValue();
      transformed |= tile.parameters.colourTransform && planes.length >= 3;
      tile(entry.getKey(), tile, planes);
    }
    return new Planes(
        shape.width(),
        shape.height(),
        planes,
        precision[0],
        signed[0],
        transformed ? Planes.Colour.RGB : Planes.Colour.UNSAID);
  }

  private void tile(int index, Tile tile, int[][] planes) throws CodecException {
    int column = index % tilesAcross();
    int row = index / tilesAcross();
    int left = Math.max(x0, tileX0 + column * tileWidth);
    int top = Math.max(y0, tileY0 + row * tileHeight);
    int right = (int) Math.min(x1, tileX0 + (column + 1L) * tileWidth);
    int bottom = (int) Math.min(y1, tileY0 + (row + 1L) * tileHeight);
    byte[] packets = tile.packets.toByteArray();
    TileComponent[] components = new TileComponent[planes.length];
    for (int c = 0; c < planes.length; c++) {
      CodingStyle style = tile.parameters.styles[c];
      if (style.exponents.length == 0 || style.precinctX == null) {
        throw damaged("its quantisation or coding style is missing");
      }
      components[c] =
          new TileComponent(style, left, top, right, bottom, precision[c], packets.length);
    }
    new PacketReader(packets, components).read(tile.parameters.progression, tile.parameters.layers);
    int[][] samples = new int[planes.length][];
    float[][] reals = new float[planes.length][];
    TileDecoder decoder = new TileDecoder();
    for (int c = 0; c < planes.length; c++) {
      if (components[c].style.reversible) {
        samples[c] = decoder.reversible(components[c]);
      } else {
        reals[c] = decoder.irreversible(components[c]);
      }
    }
    if (tile.parameters.colourTransform && planes.length >= 3) {
      ColourTransform.undo(samples, reals);
    }
    int width = right - left;
    for (int c = 0; c < planes.length; c++) {
      int low = signed[c] ? -(1 << (precision[c] - 1)) : 0;
      int high = low + (1 << precision[c]) - 1;
      int shift = signed[c] ? 0 : 1 << (precision[c] - 1);
      for (int i = 0; i < width * (bottom - top); i++) {
        long value = samples[c] != null ? samples[c][i] : (long) Math.rint(reals[c][i]);
        int at = (top - y0 + i / width) * shape.width() + left - x0 + i % width;
        planes[c][at] = (int) Math.max(low, Math.min(high, value + shift));
      }
    }
  }

  private int tilesAcross() {
    return (int) ((x1 - (long) tileX0 + tileWidth - 1) / tileWidth);
  }

  private int tilesDown() {
    return (int) ((y1 - (long) tileY0 + tileHeight - 1) / tileHeight);
  }

  private int component(int at) throws CodecException {
    int c = data[at] & 0xff;
    if (c >= precision.length) {
      throw damaged("a component that does not exist");
    }
    return c;
  }

  private static void need(int start, int end, int bytes) throws CodecException {
    if (end - start < bytes) {
      throw damaged("a marker segment is too short");
    }
  }

  private int u16(int i) {
    return (data[i] & 0xff) << 8 | (data[i + 1] & 0xff);
  }

  private static CodecException damaged(String what) {
    return new CodecException("is damaged: the JPEG 2000 data in it, " + what);
  }
}
