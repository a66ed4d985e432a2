package org.cdssl.image.format.dicom.codec.jpeg;

import java.util.Arrays;
import org.cdssl.image.format.dicom.codec.CodecException;
import org.cdssl.image.format.dicom.codec.FrameShape;

/// A scan of lossless JPEG (ITU-T T.81 Annex H): differences to a prediction from the left, upper
/// and upper left samples, modulo 2^16.
final class LosslessScan {
  private final HuffmanBits bits;
  private final FrameShape shape;
  private final JpegDecoder.Component[] components;
  private final int precision;
  private final int predictor;
  private final int pointTransform;
  private final int restartInterval;

  LosslessScan(
      HuffmanBits bits,
      FrameShape shape,
      JpegDecoder.Component[] components,
      int precision,
      int predictor,
      int pointTransform,
      int restartInterval) {
    this.bits = bits;
    this.shape = shape;
    this.components = components;
    this.precision = precision;
    this.predictor = predictor;
    this.pointTransform = pointTransform;
    this.restartInterval = restartInterval;
  }

  void decode() throws CodecException {
    for (JpegDecoder.Component c : components) {
      if (c.h != 1 || c.v != 1) {
        throw new CodecException("has lossless JPEG pixels with subsampled components");
      }
      c.samples = new int[shape.pixels()];
      c.stride = shape.width();
    }
    int width = shape.width();
    int fresh = 0; // the line and column where prediction starts anew
    int freshX = 0;
    int left = restartInterval;
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < width; x++) {
        if (restartInterval > 0 && left == 0) {
          bits.restart();
          left = restartInterval;
          fresh = y;
          freshX = x;
        }
        left--;
        for (JpegDecoder.Component c : components) {
          int category = bits.decode(c.dc);
          if (category > 16) {
            throw new CodecException(
                "is damaged: its JPEG data hold a difference of " + category + " bits");
          }
          int difference = category == 16 ? 32768 : bits.readSigned(category);
          int prediction =
              y == fresh
                  ? x == freshX
                      ? 1 << (precision - pointTransform - 1)
                      : c.samples[y * width + x - 1]
                  : x == 0
                      ? c.samples[(y - 1) * width]
                      : predicted(c.samples, y * width + x, width);
          c.samples[y * width + x] = (prediction + difference) & 0xffff;
        }
      }
    }
    if (pointTransform > 0) {
      for (JpegDecoder.Component c : components) {
        Arrays.setAll(c.samples, i -> c.samples[i] << pointTransform);
      }
    }
  }

  private int predicted(int[] samples, int i, int width) {
    int a = samples[i - 1];
    int b = samples[i - width];
    int c = samples[i - width - 1];
    return switch (predictor) {
      case 1 -> a;
      case 2 -> b;
      case 3 -> c;
      case 4 -> a + b - c;
      case 5 -> a + ((b - c) >> 1);
      case 6 -> b + ((a - c) >> 1);
      default -> (a + b) >> 1;
    };
  }
}
