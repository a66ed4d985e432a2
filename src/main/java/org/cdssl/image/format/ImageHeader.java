package org.cdssl.image.format;

import java.util.List;
import java.util.Optional;
import org.cdssl.image.Geometry;

/// What is known of an image without its voxels.
///
/// @param format name of the format for people, e.g. "NIfTI-1"
/// @param storedType the voxel type in the file, under numpy's name, e.g. "int16"
/// @param type the type that the stored values fit
/// @param nx voxels along the axis that is stored fastest; the width of a flat image
/// @param ny voxels along the second axis; the height of a flat image
/// @param nz voxels along the third axis; 1 for a flat image
/// @param frames images after one another on the same grid (a 4D file); 1 for most
/// @param geometry where the grid lies, in RAS+ mm; empty for a flat image, which has none
/// @param fullScale of a flat image, the largest value its stored depth can hold; 0 where the type
///   does not say, and for volumes
/// @param remarks what the reader had to put right or wants people to know
public record ImageHeader(
    String format,
    String storedType,
    VoxelType type,
    int nx,
    int ny,
    int nz,
    int frames,
    Optional<Geometry> geometry,
    float fullScale,
    List<Remark> remarks) {

  /// Something in a header that did not stop the reader.
  ///
  /// @param text says what the header holds and how it was taken
  public record Remark(Kind kind, String text) {
    /// What the remark is about.
    public enum Kind {
      /// A spacing of 0, which was replaced.
      ZERO_SPACING,
      /// A negative spacing, whose sign was dropped or taken as a flip.
      NEGATIVE_SPACING,
      /// A unit of length other than mm, converted, or one that is not known, taken as mm.
      UNIT,
      /// The header says that text is burned into the pixels, maybe a patient's name.
      BURNED_IN_ANNOTATION,
      /// Anything else.
      OTHER
    }
  }

  public ImageHeader {
    remarks = List.copyOf(remarks);
  }

  /// A header without remarks.
  public ImageHeader(
      String format,
      String storedType,
      VoxelType type,
      int nx,
      int ny,
      int nz,
      int frames,
      Optional<Geometry> geometry,
      float fullScale) {
    this(format, storedType, type, nx, ny, nz, frames, geometry, fullScale, List.of());
  }

  /// The same header with remarks.
  public ImageHeader withRemarks(List<Remark> all) {
    return new ImageHeader(format, storedType, type, nx, ny, nz, frames, geometry, fullScale, all);
  }

  /// Whether this is a flat image (X-ray) and not a volume.
  public boolean isFlat() {
    return geometry.isEmpty();
  }

  /// Voxels of one frame.
  public long frameVoxels() {
    return (long) nx * ny * nz;
  }

  /// "33 x 41 x 25", "28 x 28" or "17 x 21 x 3 x 20".
  public String sizeText() {
    return nx + " x " + ny + (isFlat() ? "" : " x " + nz) + (frames > 1 ? " x " + frames : "");
  }
}
