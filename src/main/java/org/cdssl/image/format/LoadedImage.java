package org.cdssl.image.format;

import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;

/// What a reader gives back: a volume or a flat image, never both.
public sealed interface LoadedImage {
  record Solid(Volume volume) implements LoadedImage {}

  record Flat(Image2d image) implements LoadedImage {}

  /// All voxels or pixels.
  default float[] values() {
    return switch (this) {
      case Solid(var volume) -> volume.voxels();
      case Flat(var image) -> image.pixels();
    };
  }
}
