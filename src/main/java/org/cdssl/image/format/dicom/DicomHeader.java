package org.cdssl.image.format.dicom;

import java.util.List;

/// All that is kept of one DICOM file. Nothing here names a person.
///
/// @param modality code of the modality such as "CT"; empty where it is absent or no plain code
/// @param series salted hash of the SeriesInstanceUID, empty where it is absent
/// @param instance salted hash of the SOPInstanceUID, empty where it is absent
/// @param planes one for each frame where the file says where its frames lie; else empty
/// @param spacingMm between rows and between columns of pixels; null where absent
/// @param thicknessMm distance of slices or their thickness, 0 where absent
/// @param slopes rescale slope, one for all frames or one for each
/// @param intercepts rescale intercept, likewise
/// @param modalityLut in place of slope and intercept, null for most
/// @param palette luma of the palette, null where the image has none
/// @param burnedIn whether the file says that text is burned into its pixels
/// @param localizer whether it is a scout of the series and no slice of it
record DicomHeader(
    TransferSyntax syntax,
    String modality,
    String series,
    String instance,
    Pixels pixels,
    List<Plane> planes,
    double[] spacingMm,
    double thicknessMm,
    double[] slopes,
    double[] intercepts,
    Lut modalityLut,
    Lut palette,
    boolean burnedIn,
    boolean localizer) {

  /// Where a frame lies in the patient, in the file's coordinates (LPS, mm).
  ///
  /// @param position of the centre of the first pixel
  /// @param along unit vectors along a row (x) and along a column (y), six numbers
  record Plane(double[] position, double[] along) {
    /// Unit vector out of the plane: x cross y.
    double[] normal() {
      double[] a = along;
      return new double[] {
        a[1] * a[5] - a[2] * a[4], a[2] * a[3] - a[0] * a[5], a[0] * a[4] - a[1] * a[3]
      };
    }
  }

  /// Whether values are measures (HU, activity, dose, classes) and not only shades: they are never
  /// inverted or shifted.
  boolean isQuantitative() {
    return switch (modality) {
      case "CT", "MR", "PT", "NM", "RTDOSE", "SEG" -> true;
      default -> pixels.isFloat();
    };
  }

  /// Whether each frame has a place in the patient, so that the image is a volume.
  boolean isPlaced() {
    return !planes.isEmpty() && spacingMm != null;
  }

  double slope(int frame) {
    return slopes[slopes.length == 1 ? 0 : frame];
  }

  double intercept(int frame) {
    return intercepts[intercepts.length == 1 ? 0 : frame];
  }
}
