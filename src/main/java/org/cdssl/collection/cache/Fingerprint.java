package org.cdssl.collection.cache;

import java.util.List;
import java.util.Map;

/// What was found in a collection: `fingerprint.json` of a cache.
///
/// @param format of this file
/// @param manifestSha256 of the collection; another one is looked at anew
/// @param sources in the order of the collection; one with CT and MR is there twice
public record Fingerprint(int format, String manifestSha256, List<SourceFacts> sources) {
  static final int FORMAT = 1;

  public Fingerprint {
    sources = List.copyOf(sources);
  }

  /// One source.
  ///
  /// @param images in it
  /// @param bytes of their files
  /// @param headersRead so many images, spread over the source, say the sizes and spacings
  /// @param unreadable so many of them have no header that can be read
  /// @param storedTypes how often each type of stored value was met
  /// @param size voxels along x, y, z
  /// @param spacingMm along x, y, z; none for flat images
  /// @param meanVoxels mean number of voxels or pixels
  /// @param meanCubicMm mean volume of the field of view, mm³; 0 for flat images
  /// @param meanAspect mean of longer over shorter side; 1 for volumes
  /// @param intensity of a few images, as stored
  public record SourceFacts(
      String source,
      String dimension,
      String modality,
      int images,
      int subjects,
      long bytes,
      int headersRead,
      int unreadable,
      Map<String, Integer> storedTypes,
      List<Spread> size,
      List<Spread> spacingMm,
      double meanVoxels,
      double meanCubicMm,
      double meanAspect,
      Intensity intensity) {

    String kind() {
      return source + " " + dimension + " " + modality;
    }

    SourceFacts with(Intensity intensity) {
      return new SourceFacts(
          source,
          dimension,
          modality,
          images,
          subjects,
          bytes,
          headersRead,
          unreadable,
          storedTypes,
          size,
          spacingMm,
          meanVoxels,
          meanCubicMm,
          meanAspect,
          intensity);
    }

    /// Bytes that an image of this source takes in a cache before compression, about.
    double preparedBytes(SourcePlan plan) {
      double voxels;
      if (plan.dimension() == org.cdssl.config.SourceConfig.Dimension.D2) {
        double side = plan.shorterSide();
        voxels = side == 0 ? meanVoxels : Math.min(meanVoxels, side * side * meanAspect);
      } else {
        double spacing = plan.spacingMm();
        voxels = spacing == 0 ? meanVoxels : meanCubicMm / (spacing * spacing * spacing);
        double least = 1;
        for (int n : plan.minimum()) {
          least *= n;
        }
        voxels = Math.max(voxels, least);
      }
      return voxels * plan.storage().bytes();
    }
  }

  /// Least, median and largest.
  public record Spread(double min, double median, double max) {}

  /// Of the finite values of some images, as they are stored (HU for CT).
  ///
  /// @param images so many were read
  public record Intensity(
      int images,
      double min,
      double percentile05,
      double percentile5,
      double median,
      double percentile95,
      double percentile995,
      double max,
      double mean,
      double std) {
    static final Intensity NONE = new Intensity(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
