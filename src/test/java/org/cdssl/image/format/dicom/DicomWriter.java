package org.cdssl.image.format.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.zip.Deflater;

/// Writes small DICOM files for tests: native pixels in any of the uncompressed syntaxes.
public final class DicomWriter {
  public static final String IMPLICIT = "1.2.840.10008.1.2";
  public static final String EXPLICIT = "1.2.840.10008.1.2.1";
  public static final String DEFLATED = "1.2.840.10008.1.2.1.99";
  public static final String BIG = "1.2.840.10008.1.2.2";

  private record Element(String vr, byte[] value) {}

  private final TreeMap<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);
  private String syntax = EXPLICIT;
  private boolean preamble = true;

  /// A 16-bit grey image of one frame.
  public static DicomWriter image(int columns, int rows) {
    return new DicomWriter()
        .text(0x00080060, "CS", "CT")
        .us(0x00280002, 1)
        .text(0x00280004, "CS", "MONOCHROME2")
        .us(0x00280010, rows)
        .us(0x00280011, columns)
        .bits(16, 12, false);
  }

  public DicomWriter syntax(String uid) {
    syntax = uid;
    return this;
  }

  public DicomWriter withoutPreamble() {
    preamble = false;
    return this;
  }

  public DicomWriter bits(int allocated, int stored, boolean signed) {
    return us(0x00280100, allocated)
        .us(0x00280101, stored)
        .us(0x00280102, stored - 1)
        .us(0x00280103, signed ? 1 : 0);
  }

  /// Position and orientation in the file's own (LPS) coordinates.
  public DicomWriter at(double x, double y, double z) {
    return text(0x00200032, "DS", x + "\\" + y + "\\" + z)
        .text(0x00200037, "DS", "1\\0\\0\\0\\1\\0")
        .text(0x00280030, "DS", "0.5\\0.75")
        .text(0x0020000E, "UI", "2.25.42");
  }

  public DicomWriter text(int tag, String vr, String value) {
    byte pad = (byte) (vr.equals("UI") ? 0 : ' ');
    byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
    byte[] even = java.util.Arrays.copyOf(text, text.length + text.length % 2);
    if (even.length > text.length) {
      even[text.length] = pad;
    }
    elements.put(tag, new Element(vr, even));
    return this;
  }

  public DicomWriter us(int tag, int... values) {
    ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(order());
    for (int v : values) {
      out.putShort((short) v);
    }
    elements.put(tag, new Element("US", out.array()));
    return this;
  }

  public DicomWriter raw(int tag, String vr, byte[] value) {
    elements.put(tag, new Element(vr, value));
    return this;
  }

  public DicomWriter without(int tag) {
    elements.remove(tag);
    return this;
  }

  /// A sequence of undefined length with items of undefined length, each one data set.
  public DicomWriter sequence(int tag, DicomWriter... items) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (DicomWriter item : items) {
      item.syntax = syntax;
      writeTag(out, 0xFFFEE000);
      writeInt(out, -1);
      out.writeBytes(item.dataSet());
      writeTag(out, 0xFFFEE00D);
      writeInt(out, 0);
    }
    writeTag(out, 0xFFFEE0DD);
    writeInt(out, 0);
    elements.put(tag, new Element("SQ", out.toByteArray()));
    return this;
  }

  /// 16-bit pixels.
  public DicomWriter pixels(int... values) {
    ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(order());
    for (int v : values) {
      out.putShort((short) v);
    }
    return raw(0x7FE00010, "OW", out.array());
  }

  /// 8-bit pixels.
  public DicomWriter bytes(int... values) {
    byte[] out = new byte[values.length + values.length % 2];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return raw(0x7FE00010, "OB", out);
  }

  public byte[] write() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] data = dataSet();
    if (preamble) {
      out.writeBytes(new byte[128]);
      out.writeBytes("DICM".getBytes(StandardCharsets.ISO_8859_1));
      DicomWriter meta = new DicomWriter().text(0x00020010, "UI", syntax);
      out.writeBytes(meta.dataSet());
    }
    if (syntax.equals(DEFLATED)) {
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(data);
      deflater.finish();
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      deflater.end();
    } else {
      out.writeBytes(data);
    }
    return out.toByteArray();
  }

  private byte[] dataSet() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    elements.forEach((tag, element) -> {
      int length = element.vr.equals("SQ") ? -1 : element.value.length;
      writeTag(out, tag);
      if (syntax.equals(IMPLICIT)) {
        writeInt(out, length);
      } else {
        out.writeBytes(element.vr.getBytes(StandardCharsets.ISO_8859_1));
        if ("OB OW SQ UT UN".contains(element.vr)) {
          writeShort(out, 0);
          writeInt(out, length);
        } else {
          writeShort(out, length);
        }
      }
      out.writeBytes(element.value);
    });
    return out.toByteArray();
  }

  private ByteOrder order() {
    return syntax.equals(BIG) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private void writeTag(ByteArrayOutputStream out, int tag) {
    writeShort(out, tag >>> 16);
    writeShort(out, tag);
  }

  private void writeShort(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(2).order(order()).putShort((short) value).array());
  }

  private void writeInt(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(order()).putInt(value).array());
  }
}
