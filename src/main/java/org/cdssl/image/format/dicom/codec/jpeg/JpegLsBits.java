package org.cdssl.image.format.dicom.codec.jpeg;

import org.cdssl.image.format.dicom.codec.CodecException;

/// Bits of a JPEG-LS scan: after a byte `FF` the next one holds seven (ITU-T T.87 Annex A.1).
final class JpegLsBits {
  private final byte[] data;
  private int at;
  private long bits;
  private int count;
  private int padding;
  private boolean afterFf;

  JpegLsBits(byte[] data, int at) {
    this.data = data;
    this.at = at;
  }

  /// A byte at or before the marker that ends the scan.
  int position() {
    return at;
  }

  /// `n` bits, 0 to 31.
  int read(int n) throws CodecException {
    if (n == 0) {
      return 0;
    }
    if (count < n) {
      fill();
    }
    int value = (int) (bits >>> (count - n) & ((1L << n) - 1));
    skip(n);
    return value;
  }

  /// Counts zeros up to the next one, which is taken; at most `most` zeros are allowed.
  int zeros(int most) throws CodecException {
    int zeros = 0;
    while (true) {
      if (count == 0) {
        fill();
      }
      long aligned = bits << (64 - count);
      int run = Math.min(Long.numberOfLeadingZeros(aligned), count);
      zeros += run;
      if (zeros > most) {
        throw new CodecException("is damaged: its JPEG-LS data hold a code that does not exist");
      }
      if (run < count) {
        skip(run + 1);
        return zeros;
      }
      skip(run);
    }
  }

  private void skip(int n) throws CodecException {
    count -= n;
    if (count < padding) {
      throw new CodecException("ends inside its JPEG-LS data (truncated?)");
    }
  }

  private void fill() {
    while (count <= 48) {
      int next = at < data.length ? data[at] & 0xff : -1;
      if (next == 0xff && at + 1 < data.length && (data[at + 1] & 0x80) != 0) {
        next = -1; // a marker
      }
      if (next < 0) {
        bits <<= 8;
        count += 8;
        padding += 8;
        continue;
      }
      at++;
      if (afterFf) {
        bits = bits << 7 | (next & 0x7f);
        count += 7;
      } else {
        bits = bits << 8 | next;
        count += 8;
      }
      afterFf = next == 0xff;
    }
  }
}
