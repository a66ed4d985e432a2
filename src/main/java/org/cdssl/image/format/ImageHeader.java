package org.cdssl.image.format;

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
public record ImageHeader(
    String format,
    String storedType,
    VoxelType type,
    int nx,
    int ny,
    int nz,
    int frames,
    Optional<Geometry> geometry,
    float fullScale) {

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
