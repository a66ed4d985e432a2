package org.cdssl.image.format.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.dicom.codec.CodecException;
import org.cdssl.image.format.dicom.codec.FrameShape;
import org.cdssl.image.format.dicom.codec.Planes;
import org.cdssl.image.format.dicom.codec.RleDecoder;
import org.cdssl.image.format.dicom.codec.j2k.Jpeg2000Decoder;
import org.cdssl.image.format.dicom.codec.jpeg.JpegDecoder;
import org.cdssl.image.format.dicom.codec.jpeg.JpegLsDecoder;

/// Reads frames of one file as the values that the format defines: grey, rescaled, never inverted.
final class FrameReader {
  /// A frame of a constant shade compresses to next to nothing; a larger one must be backed.
  private static final long FREE_PIXELS = 1L << 20;

  private static final long PIXELS_PER_BYTE = 2048;

  private final ByteSource in;
  private final DicomHeader header;
  private final Pixels pixels;
  private final FrameShape shape;
  private Fragments fragments;

  FrameReader(DicomFile file) {
    in = file.in();
    header = file.header();
    pixels = header.pixels();
    shape = new FrameShape(pixels.columns(), pixels.rows(), pixels.samples());
  }

  /// @param frame 0-based, in the order of the file
  /// @param out one value a pixel
  void read(int frame, float[] out) throws IOException {
    try {
      if (pixels.isFloat()) {
        floats(frame, out);
        return;
      }
      Planes planes = planes(frame);
      if (isGrey(planes)) {
        grey(planes, frame, out);
      } else {
        luma(planes, frame, out);
      }
    } catch (CodecException e) {
      throw new FormatException(in.file(), e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      // one large array that does not fit leaves the JVM whole
      throw new FormatException(
          in.file(),
          org.cdssl.image.format.Voxels.needsMemory(4L * shape.pixels() * shape.components()),
          e);
    }
  }

  private Planes planes(int frame) throws IOException {
    TransferSyntax.Coding coding = header.syntax().coding();
    if (coding == TransferSyntax.Coding.NATIVE
        || coding == TransferSyntax.Coding.DEFLATED_DATA_SET) {
      return nativeFrame(frame);
    }
    if (fragments == null) {
      fragments = new Fragments(in, pixels);
    }
    byte[] data = fragments.frame(frame);
    if (shape.pixels() > FREE_PIXELS + PIXELS_PER_BYTE * data.length) {
      throw new CodecException(
          "claims %dx%d pixels, more than its %d compressed bytes allow"
              .formatted(shape.width(), shape.height(), data.length));
    }
    return switch (coding) {
      case ENCAPSULATED -> unpacked(data, 0);
      case DEFLATED_FRAMES -> unpacked(inflated(data), 0);
      case RLE -> runLengths(data);
      case JPEG -> compressed(JpegDecoder.decode(data, shape));
      case JPEG_LS -> compressed(JpegLsDecoder.decode(data, shape));
      case JPEG_2000 -> compressed(Jpeg2000Decoder.decode(data, shape));
      case NATIVE, DEFLATED_DATA_SET, REFUSED -> throw new IllegalStateException(coding.name());
    };
  }

  private Planes nativeFrame(int frame) throws IOException {
    long bits = pixels.frameBits();
    long start = frame * bits;
    long from = start / 8;
    long to = (start + bits + 7) / 8;
    return unpacked(
        pixels.swapped() ? swapped(from, to) : in.read(pixels.at() + from, to - from),
        (int) (start % 8));
  }

  /// Bytes `from` to `to` of the pixels, which lie swapped in pairs.
  private byte[] swapped(long from, long to) throws IOException {
    long start = from & ~1L;
    byte[] words = in.read(pixels.at() + start, Math.min((to + 1) & ~1L, pixels.length()) - start);
    byte[] bytes = new byte[(int) (to - from)];
    for (int i = 0; i < bytes.length; i++) {
      int at = (int) (from - start + i) ^ 1;
      bytes[i] = words[Math.min(at, words.length - 1)];
    }
    return bytes;
  }

  private Planes runLengths(byte[] data) throws CodecException {
    if (pixels.allocated() > 1) {
      return stored(RleDecoder.decode(data, shape, pixels.allocated() / 8));
    }
    // bits are coded eight to a byte
    FrameShape bytes = new FrameShape((shape.pixels() + 7) / 8, 1, 1);
    int[] packed = RleDecoder.decode(data, bytes, 1).samples()[0];
    byte[] bits = new byte[packed.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (byte) packed[i];
    }
    return unpacked(bits, 0);
  }

  private byte[] inflated(byte[] data) throws CodecException {
    byte[] out = new byte[(int) ((pixels.frameBits() + 7) / 8)];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(data);
      int done = 0;
      while (done < out.length) {
        int n = inflater.inflate(out, done, out.length - done);
        if (n == 0) {
          throw new CodecException("ends inside a deflated frame (truncated?)");
        }
        done += n;
      }
      return out;
    } catch (DataFormatException e) {
      throw new CodecException("is damaged: a deflated frame cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }

  /// Uncompressed bytes to samples.
  private Planes unpacked(byte[] data, int firstBit) throws CodecException {
    if (data.length < (pixels.frameBits() + 7) / 8) {
      throw new CodecException("ends inside a frame (truncated?)");
    }
    int n = shape.pixels();
    if (pixels.photometric() == Photometric.YBR_FULL_422) {
      return luma422(data);
    }
    int[][] planes = new int[pixels.samples()][n];
    if (pixels.allocated() == 1) {
      for (int i = 0, bit = firstBit; i < n; i++, bit++) {
        planes[0][i] = data[bit >> 3] >> (bit & 7) & 1;
      }
      return planes(planes);
    }
    ByteBuffer in =
        ByteBuffer.wrap(data)
            .order(header.syntax().isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int bytes = pixels.allocated() / 8;
    int samples = pixels.samples();
    for (int c = 0; c < samples; c++) {
      int at = (pixels.planar() ? c * n : c) * bytes;
      int step = (pixels.planar() ? 1 : samples) * bytes;
      unpack(in, bytes, at, step, planes[c]);
    }
    return stored(planes(planes));
  }

  private static void unpack(ByteBuffer in, int bytes, int start, int step, int[] out) {
    int at = start;
    switch (bytes) {
      case 1 -> {
        for (int i = 0; i < out.length; i++, at += step) {
          out[i] = in.get(at) & 0xff;
        }
      }
      case 2 -> {
        for (int i = 0; i < out.length; i++, at += step) {
          out[i] = in.getShort(at) & 0xffff;
        }
      }
      default -> {
        for (int i = 0; i < out.length; i++, at += step) {
          out[i] = in.getInt(at);
        }
      }
    }
  }

  /// Y1 Y2 Cb Cr for each pair of pixels: only the luma is kept.
  private Planes luma422(byte[] data) throws CodecException {
    if (pixels.allocated() != 8) {
      throw new CodecException("has YBR_FULL_422 pixels of more than 8 bits");
    }
    int[] luma = new int[shape.pixels()];
    for (int i = 0; i + 1 < luma.length; i += 2) {
      luma[i] = data[2 * i] & 0xff;
      luma[i + 1] = data[2 * i + 1] & 0xff;
    }
    if (luma.length % 2 == 1) {
      luma[luma.length - 1] = data[2 * (luma.length - 1)] & 0xff;
    }
    return planes(new int[][] {luma});
  }

  private Planes planes(int[][] samples) {
    return new Planes(
        shape.width(),
        shape.height(),
        samples,
        pixels.stored(),
        pixels.signed(),
        Planes.Colour.UNSAID);
  }

  /// Takes the stored bits out of those allocated (the others may hold overlays or rubbish).
  private Planes stored(Planes planes) {
    if (pixels.allocated() == 1) {
      return planes(planes.samples());
    }
    int left = 31 - pixels.highBit();
    int right = 32 - pixels.stored();
    for (int[] plane : planes.samples()) {
      if (pixels.signed()) {
        for (int i = 0; i < plane.length; i++) {
          plane[i] = plane[i] << left >> right;
        }
      } else if (right > 0) {
        for (int i = 0; i < plane.length; i++) {
          plane[i] = plane[i] << left >>> right;
        }
      }
    }
    return planes(planes.samples());
  }

  /// Gives decoded samples the sign of the header: code streams of signed images mostly hold their
  /// bits as unsigned numbers. The precision is the code stream's own.
  private Planes compressed(Planes planes) {
    int shift = 32 - planes.precision();
    if (pixels.signed() == planes.signed() || shift <= 0) {
      return planes;
    }
    for (int[] plane : planes.samples()) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = pixels.signed() ? plane[i] << shift >> shift : plane[i] << shift >>> shift;
      }
    }
    return planes;
  }

  private boolean isGrey(Planes planes) {
    if (planes.samples().length == 1) {
      return true;
    }
    return switch (planes.colour()) {
      case RGB -> false;
      case YCBCR -> true;
      case UNSAID ->
          pixels.photometric() != Photometric.RGB
              && pixels.photometric() != Photometric.YBR_JPEG_2000;
    };
  }

  /// One plane: grey, palette, or Y, which is the luma by its definition.
  private void grey(Planes planes, int frame, float[] out) {
    int[] plane = planes.samples()[0];
    Lut lut = header.palette() == null ? header.modalityLut() : header.palette();
    if (lut != null) {
      for (int i = 0; i < out.length; i++) {
        out[i] = lut.of(plane[i]);
      }
      return;
    }
    double slope = header.slope(frame);
    double intercept = header.intercept(frame);
    if (pixels.photometric() == Photometric.YBR_PARTIAL) {
      // Y runs from 16 to 235 of 255
      double gain = pixels.high() / 219 * 255 / pixels.high();
      intercept -= slope * gain * 16 * (pixels.high() / 255);
      slope *= gain;
    }
    boolean wide = isWide();
    for (int i = 0; i < out.length; i++) {
      double stored = wide ? plane[i] & 0xffffffffL : plane[i];
      out[i] = (float) (stored * slope + intercept);
    }
  }

  private void luma(Planes planes, int frame, float[] out) {
    int[] red = planes.samples()[0];
    int[] green = planes.samples()[1];
    int[] blue = planes.samples()[2];
    double slope = header.slope(frame);
    double intercept = header.intercept(frame);
    long mask = isWide() ? 0xffffffffL : -1;
    for (int i = 0; i < out.length; i++) {
      float luma =
          org.cdssl.image.format.raster.Luma.of(red[i] & mask, green[i] & mask, blue[i] & mask);
      out[i] = (float) (luma * slope + intercept);
    }
  }

  /// Whether samples are unsigned 32-bit numbers, which an int holds as negative ones.
  private boolean isWide() {
    return pixels.stored() == 32 && !pixels.signed();
  }

  private void floats(int frame, float[] out) throws IOException {
    int bytes = pixels.allocated() / 8;
    long size = (long) out.length * bytes;
    ByteBuffer data =
        ByteBuffer.wrap(in.read(pixels.at() + frame * size, size))
            .order(header.syntax().isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    double slope = header.slope(frame);
    double intercept = header.intercept(frame);
    for (int i = 0; i < out.length; i++) {
      double stored = bytes == 4 ? data.getFloat(4 * i) : data.getDouble(8 * i);
      out[i] = (float) (stored * slope + intercept);
    }
  }
}
