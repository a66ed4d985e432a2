package org.cdssl.image;

import java.util.Arrays;
import java.util.Locale;
import org.cdssl.CdsslException;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;

/// Turns an image as it was read into one that views are cut from (METHOD A.4, B.1, F).
///
/// A volume is resampled to isotropic voxels, its modality's intensity window becomes [0,1], and
/// axes that are too short for the smallest crop are padded with its smallest value. A flat image
/// is reduced until its shorter side is small enough, never enlarged, and windowed.
///
/// @param dimension what the images of this source are used as
/// @param modality decides the intensity window
/// @param spacingMm volumes are resampled to this isotropic spacing, mm; 0 keeps the native grid
/// @param shorterSide flat images are reduced to this shorter side, pixels; 0 keeps their size
/// @param minimum volumes are padded to at least this size: the smallest global crop
/// @param rule how the intensity window is found; that of the modality where none is given
public record Preparation(
    Dimension dimension,
    Modality modality,
    double spacingMm,
    int shorterSide,
    Size3 minimum,
    WindowRule rule) {
  /// Counts the changes of what this class, or anything it calls, makes of the same file. A cache
  /// made by another version is not used. To be raised with every such change; a test holds the
  /// result of one image.
  public static final int VERSION = 2;

  /// Shorter side of a prepared X-ray in pixels (METHOD F).
  public static final int XRAY_SIDE = 256;

  /// Full scales that a flat image may have whose file does not say (NIfTI): [0,1], 8, 12, 16 bit.
  private static final float[] FULL_SCALES = {1, 255, 4095, 65535};

  public Preparation {
    if (!(spacingMm >= 0) || shorterSide < 0) {
      throw new IllegalArgumentException(
          "spacingMm and shorterSide must be at least 0, got " + spacingMm + ", " + shorterSide);
    }
  }

  /// With the window of the modality.
  public Preparation(
      Dimension dimension, Modality modality, double spacingMm, int shorterSide, Size3 minimum) {
    this(dimension, modality, spacingMm, shorterSide, minimum, WindowRule.of(modality));
  }

  /// Turns a volume to RAS orientation and prepares it.
  ///
  /// @param id name for messages and logs, never a patient field
  /// @throws IllegalArgumentException where its affine is degenerate
  /// @throws CdsslException of kind DATA if the image cannot be used; the message names it and why
  public PreparedImage prepareInRas(String id, Volume volume) {
    if (dimension == Dimension.D2) {
      return prepare(id, volume); // rows stay in the order people look at them
    }
    VoxelView view = Orientation.ras(volume);
    return prepare(id, view.hasWholeRows() ? view : VoxelView.of(view.toVolume()), 0);
  }

  /// Prepares a volume, which must be in RAS orientation. One with a single slice serves as a flat
  /// image where the dimension is 2d; its rows stay in the order of the voxels.
  ///
  /// @param id name for messages and logs, never a patient field
  /// @throws CdsslException of kind DATA if the image cannot be used; the message names it and why
  public PreparedImage prepare(String id, Volume volume) {
    return prepare(id, volume, 0);
  }

  /// Prepares a volume whose stored depth is known.
  ///
  /// @param fullScale largest value the stored depth can hold; 0: unknown, guessed from the values
  public PreparedImage prepare(String id, Volume volume, float fullScale) {
    if (dimension == Dimension.D2) {
      if (volume.nx() > 1 && volume.ny() > 1 && volume.nz() > 1) {
        throw refusal(
            id, "is a volume of " + size(volume) + " voxels; set dimension: 3d for its source");
      }
      return prepare(id, flat(id, volume, fullScale));
    }
    return prepare(id, VoxelView.of(volume), fullScale);
  }

  private static String size(Volume volume) {
    return volume.nx() + "x" + volume.ny() + "x" + volume.nz();
  }

  private PreparedImage prepare(String id, VoxelView volume, float fullScale) {
    if (volume.nx() == 1 || volume.ny() == 1 || volume.nz() == 1) {
      String size = volume.nx() + "x" + volume.ny() + "x" + volume.nz();
      throw refusal(id, "is a single slice (" + size + "); set dimension: 2d for its source");
    }
    requireUsable(id, volume.voxels());
    float scale = fullScale(id, volume.voxels(), fullScale);
    IntensityWindow window = rule.window(volume.voxels(), scale);
    int[] size;
    try {
      size = sizeOf(volume);
    } catch (IllegalArgumentException e) {
      throw new CdsslException(CdsslException.Kind.DATA, id + ": " + e.getMessage(), e);
    }
    int area = size[0] * size[1];
    short[] values = new short[area * size[2]];
    Resampling.resize(
        volume,
        size[0],
        size[1],
        size[2],
        (z, near, far, weight) -> window.quantise(near, far, weight, area, values, z * area));
    return finished(id, size[0], size[1], size[2], window, values);
  }

  /// Whether nothing can be prepared before all voxels are there.
  public boolean isByVoxels() {
    return dimension == Dimension.D2 || rule.kind() != WindowRule.Kind.FIXED;
  }

  /// Voxels of the result along x, y, z, before padding.
  int[] sizeOf(VoxelView volume) {
    return spacingMm == 0
        ? new int[] {volume.nx(), volume.ny(), volume.nz()}
        : Resampling.sizeAt(volume, spacingMm);
  }

  /// The image of these values, padded where it is too small.
  PreparedImage finished(
      String id, int nx, int ny, int nz, IntensityWindow window, short[] values) {
    requireVaried(id, window, values);
    return padded(new PreparedImage(id, false, nx, ny, nz, values));
  }

  /// Whether a volume of this size would be padded.
  boolean pads(int nx, int ny, int nz) {
    return nx < minimum.w() || ny < minimum.h() || nz < minimum.d();
  }

  /// Prepares a flat image.
  ///
  /// @param id name for messages and logs, never a patient field
  /// @throws CdsslException of kind DATA if the image cannot be used; the message names it and why
  public PreparedImage prepare(String id, Image2d image) {
    if (dimension == Dimension.D3) {
      throw refusal(
          id,
          "is a flat image of "
              + image.width()
              + "x"
              + image.height()
              + " pixels; set dimension: 2d for its source");
    }
    requireUsable(id, image.pixels());
    IntensityWindow window = rule.window(image.pixels(), image.fullScale());
    Image2d small = shorterSide == 0 ? image : Resampling.shrinkTo(image, shorterSide);
    short[] values = window.quantise(small.pixels());
    requireVaried(id, window, values);
    return new PreparedImage(id, true, small.width(), small.height(), 1, values);
  }

  private Image2d flat(String id, Volume slice, float fullScale) {
    int width = slice.nx() == 1 ? slice.ny() : slice.nx();
    int height = slice.voxels().length / width;
    float scale = fullScale(id, slice.voxels(), fullScale);
    return new Image2d(width, height, slice.voxels(), scale);
  }

  /// The full scale that the window needs: the known one, else one that the values fit.
  private float fullScale(String id, float[] values, float known) {
    if (known > 0 || rule.kind() != WindowRule.Kind.FULL_SCALE) {
      return known > 0 ? known : 1;
    }
    float low = 0;
    float high = 0;
    for (float v : values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    for (float scale : FULL_SCALES) {
      if (low >= 0 && high <= scale) {
        return scale;
      }
    }
    throw refusal(
        id,
        "has values from "
            + low
            + " to "
            + high
            + ", which no picture of 8 to 16 bits has; set modality: other for its source");
  }

  private static void requireUsable(String id, float[] values) {
    Usable usable = new Usable();
    usable.take(values);
    usable.require(id);
  }

  private void requireVaried(String id, IntensityWindow window, short[] values) {
    for (short v : values) {
      if (v != values[0]) {
        return;
      }
    }
    throw constant(id, window);
  }

  /// The refusal of an image that the window makes one value.
  CdsslException constant(String id, IntensityWindow window) {
    return refusal(
        id,
        "is constant after the intensity window "
            + window.low()
            + " to "
            + window.high()
            + "; check modality: "
            + modality.name().toLowerCase(Locale.ROOT)
            + " of its source, or leave it out");
  }

  private PreparedImage padded(PreparedImage image) {
    int nx = Math.max(image.nx(), minimum.w());
    int ny = Math.max(image.ny(), minimum.h());
    int nz = Math.max(image.nz(), minimum.d());
    if (!pads(image.nx(), image.ny(), image.nz())) {
      return image;
    }
    if ((double) nx * ny * nz > Resampling.MAX_VOXELS) {
      throw refusal(image.id(), "is too large after padding to " + nx + "x" + ny + "x" + nz);
    }
    int smallest = image.grid().minimum();
    short[] values = new short[nx * ny * nz];
    if (smallest != 0) {
      Arrays.fill(values, (short) smallest);
    }
    short[] inside = image.values();
    int left = (nx - image.nx()) / 2;
    int front = (ny - image.ny()) / 2;
    int below = (nz - image.nz()) / 2;
    for (int z = 0; z < image.nz(); z++) {
      for (int y = 0; y < image.ny(); y++) {
        int from = (z * image.ny() + y) * image.nx();
        int to = ((z + below) * ny + y + front) * nx + left;
        System.arraycopy(inside, from, values, to, image.nx());
      }
    }
    return new PreparedImage(image.id(), false, nx, ny, nz, values);
  }

  private static CdsslException refusal(String id, String reason) {
    return CdsslException.data(id + ": " + reason);
  }
}
