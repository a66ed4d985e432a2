package org.cdssl.collection;

import org.cdssl.image.StreamedPreparation;
import org.cdssl.image.format.ShortSink;

/// Hands the voxels of a file on to their preparation.
record PreparationSink(StreamedPreparation to) implements ShortSink {
  @Override
  public void accept(float[] chunk, int length) {
    to.accept(chunk, length);
  }

  @Override
  public void accept(short[] chunk, int length) {
    to.accept(chunk, length);
  }
}
