package org.cdssl.transfer.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.config.Range;
import org.cdssl.config.SegmentationConfig;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.CubicResampling;
import org.cdssl.image.Geometry;
import org.cdssl.image.IntensityWindow;
import org.cdssl.image.Orientation;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.Resampling;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;

/// Reads an image and its mask and brings both to the network's grid: RAS+, spacing, intensities of
/// the modality (METHOD E.2).
///
/// @param spacingMm depth, height, width; empty: the file's grid
/// @param window HU of CT that become -1 and 1
/// @param classes names of the labels from 1 on
record CaseLoader(
    List<Double> spacingMm,
    SegmentationConfig.Interpolation interpolation,
    Range window,
    List<String> classes) {
  /// Corners of two grids that are one may lie so far apart, in voxels: files round differently.
  private static final double SAME_GRID_VOXELS = 0.1;

  /// An image with its mask.
  ///
  /// @throws FormatException that names the file: no mask, another grid, a label outside the
  ///   declared set, voxels that are not finite
  SegmentationCase load(ImageEntry entry) throws IOException {
    Volume volume = volume(entry.file());
    byte[] labels = mask(entry, volume);
    SegmentationCase image = prepare(entry.id(), entry.file(), volume, entry.modality());
    byte[] onGrid = image.grid().toNetwork(labels);
    return new SegmentationCase(
        image.image(),
        onGrid,
        SegmentationCase.positions(onGrid, classes.size()),
        image.shift(),
        image.scale(),
        image.grid());
  }

  /// An image without labels.
  SegmentationCase image(String id, Path file, Modality modality) throws IOException {
    return prepare(id, file, volume(file), modality);
  }

  /// Labels of an entry on the grid of its file, in the order the file stores its voxels.
  byte[] storedMask(ImageEntry entry) throws IOException {
    return mask(entry, volume(entry.file()));
  }

  private byte[] mask(ImageEntry entry, Volume image) throws IOException {
    if (!(entry.target() instanceof Target.Mask(Path file))) {
      throw new FormatException(entry.file(), "has no mask; segmentation learns from masks");
    }
    Volume mask = volume(file);
    if (mask.nx() != image.nx() || mask.ny() != image.ny() || mask.nz() != image.nz()) {
      throw new FormatException(
          file,
          "has " + sizeText(mask) + " voxels, its image " + entry.file() + " " + sizeText(image));
    }
    double apart = cornersApart(image, mask.geometry());
    if (apart > SAME_GRID_VOXELS) {
      throw new FormatException(
          file,
          String.format(
              java.util.Locale.ROOT,
              "lies up to %.1f voxels from its image %s; their affines differ",
              apart,
              entry.file()));
    }
    byte[] labels = new byte[mask.voxels().length];
    for (int i = 0; i < labels.length; i++) {
      float value = mask.voxels()[i];
      int label = Math.round(value);
      if (label != value || label < 0 || label > classes.size()) {
        throw new FormatException(
            file, "holds the label " + plain(value) + "; declared are " + declared());
      }
      labels[i] = (byte) label;
    }
    return labels;
  }

  private SegmentationCase prepare(String id, Path file, Volume stored, Modality modality)
      throws IOException {
    for (float v : stored.voxels()) {
      if (!Float.isFinite(v)) {
        throw new FormatException(file, "holds values that are NaN or infinite; repair it");
      }
    }
    GridMap grid;
    IntensityWindow range;
    try {
      grid = GridMap.of(stored, spacingMm);
      range =
          switch (modality) {
            case CT -> new IntensityWindow((float) window.min(), (float) window.max());
            case MR, OTHER, SCALED -> IntensityWindow.of(Modality.OTHER, stored.voxels(), 1);
            case XRAY -> throw new IllegalArgumentException("an X-ray cannot be segmented");
          };
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage(), e);
    }
    Volume ras = Orientation.toRas(stored);
    int[] n = grid.netSize();
    Volume resampled =
        switch (interpolation) {
          case LINEAR -> Resampling.resize(ras, n[0], n[1], n[2]);
          case CUBIC -> CubicResampling.resize(ras, n[0], n[1], n[2]);
        };
    PreparedImage image =
        new PreparedImage(id, false, n[0], n[1], n[2], range.quantise(resampled.voxels()));
    if (modality == Modality.CT) {
      return new SegmentationCase(image, new byte[0], new int[0][], 0.5f, 2, grid);
    }
    double[] moments = moments(image);
    if (!(moments[1] > 0)) {
      throw new FormatException(file, "is constant");
    }
    return new SegmentationCase(
        image, new byte[0], new int[0][], (float) moments[0], (float) (1 / moments[1]), grid);
  }

  /// Mean and standard deviation of the intensities.
  private static double[] moments(PreparedImage image) {
    double sum = 0;
    double squares = 0;
    int n = image.values().length;
    for (int i = 0; i < n; i++) {
      double v = image.intensity(i);
      sum += v;
      squares += v * v;
    }
    double mean = sum / n;
    return new double[] {mean, Math.sqrt(Math.max(0, squares / n - mean * mean))};
  }

  static Volume volume(Path file) throws IOException {
    return switch (ImageFiles.read(file)) {
      case LoadedImage.Solid(var volume) -> volume;
      case LoadedImage.Flat(var _) ->
          throw new FormatException(file, "is a flat image; segmentation needs volumes");
    };
  }

  /// Largest distance between the same corner of two grids, in voxels of the first.
  private static double cornersApart(Volume image, Geometry other) {
    Geometry own = image.geometry();
    double[] spacing = own.spacingMm();
    double least = Math.min(spacing[0], Math.min(spacing[1], spacing[2]));
    double most = 0;
    for (int corner = 0; corner < 8; corner++) {
      double[] at = {
        (corner & 1) * (image.nx() - 1.0),
        (corner >> 1 & 1) * (image.ny() - 1.0),
        (corner >> 2 & 1) * (image.nz() - 1.0),
        1
      };
      double squared = 0;
      for (int r = 0; r < 3; r++) {
        double difference = 0;
        for (int c = 0; c < 4; c++) {
          difference += (own.at(r, c) - other.at(r, c)) * at[c];
        }
        squared += difference * difference;
      }
      most = Math.max(most, Math.sqrt(squared));
    }
    return least > 0 ? most / least : most;
  }

  private String declared() {
    StringJoiner all = new StringJoiner(", ");
    all.add("0 background");
    for (int c = 0; c < classes.size(); c++) {
      all.add(c + 1 + " " + classes.get(c));
    }
    return all.toString();
  }

  private static String plain(float value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static String sizeText(Volume volume) {
    return volume.nx() + " x " + volume.ny() + " x " + volume.nz();
  }

  /// A case that cannot be read, as an error that ends the work.
  static CdsslException unreadable(ImageEntry entry, IOException e) {
    return new CdsslException(CdsslException.Kind.DATA, entry.id() + ": " + e.getMessage(), e);
  }
}
