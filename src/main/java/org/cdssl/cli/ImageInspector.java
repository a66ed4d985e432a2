package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cdssl.image.Geometry;
import org.cdssl.image.Orientation;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.ImageReader;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelStatistics;

/// Images: geometry and voxel statistics. All voxels are read, those of every frame of a 4D file,
/// in constant memory.
final class ImageInspector implements Inspector {
  @Override
  public boolean accepts(Path path) {
    return ImageFiles.isImage(path);
  }

  @Override
  public Inspection inspect(Path path) throws IOException {
    return inspect(path, ImageFiles.readerOf(path));
  }

  /// Looks at an image with the reader that is given.
  Inspection inspect(Path path, ImageReader reader) throws IOException {
    ImageHeader header = reader.readHeader(path, Limits.DEFAULT);
    VoxelStatistics statistics = new VoxelStatistics();
    reader.readVoxels(path, Limits.DEFAULT, statistics);
    Map<String, Object> json = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    json.put("kind", "image");
    json.put("format", header.format());
    json.put("storedType", header.storedType());
    json.put("size", size(header));
    json.put("frames", header.frames());
    line(text, "format", header.format());
    line(text, "stored type", header.storedType());
    line(text, "size", header.sizeText());
    String where = "";
    if (header.geometry().isPresent()) {
      where = geometry(header.geometry().get(), json, text);
    }
    if (!header.remarks().isEmpty()) {
      json.put("remarks", header.remarks().stream().map(ImageHeader.Remark::text).toList());
      header.remarks().forEach(remark -> line(text, "remark", remark.text()));
    }
    statistics(statistics, json, text);
    String summary =
        "%s, %s, %s%s, range %s to %s"
            .formatted(
                header.format(),
                header.storedType(),
                header.sizeText(),
                where,
                number(statistics.min()),
                number(statistics.max()));
    return new Inspection(summary, text.toString(), json);
  }

  private static String geometry(Geometry geometry, Map<String, Object> json, StringBuilder text) {
    double[] spacing = geometry.spacingMm();
    String codes = Orientation.of(geometry).codes();
    List<List<Double>> rows = new ArrayList<>();
    for (int r = 0; r < 4; r++) {
      rows.add(List.of(geometry.at(r, 0), geometry.at(r, 1), geometry.at(r, 2), geometry.at(r, 3)));
    }
    json.put("spacingMm", List.of(spacing[0], spacing[1], spacing[2]));
    json.put("orientation", codes);
    json.put("affine", rows);
    String spacingText =
        number(spacing[0]) + " x " + number(spacing[1]) + " x " + number(spacing[2]);
    line(text, "spacing", spacingText + " mm");
    line(text, "orientation", codes);
    for (int r = 0; r < 4; r++) {
      StringBuilder row = new StringBuilder();
      for (double value : rows.get(r)) {
        row.append("%12s".formatted(number(value)));
      }
      line(text, r == 0 ? "affine" : "", row.toString());
    }
    return ", " + spacingText + " mm, " + codes;
  }

  private static void statistics(
      VoxelStatistics statistics, Map<String, Object> json, StringBuilder text) {
    Map<String, Object> voxels = new LinkedHashMap<>();
    putStatistics(statistics, voxels);
    json.put("voxels", voxels);
    line(
        text,
        "voxels",
        "%d (%d NaN, %d infinite)"
            .formatted(statistics.count(), statistics.nanCount(), statistics.infiniteCount()));
    line(text, "min", number(statistics.min()));
    line(text, "max", number(statistics.max()));
    line(text, "mean", number(statistics.mean()));
    line(text, "std", number(statistics.std()));
    line(text, "sha256", (String) voxels.get("sha256"));
  }

  /// Puts all of them, the hash included; the statistics are ended by it.
  static void putStatistics(VoxelStatistics statistics, Map<String, Object> json) {
    json.put("count", statistics.count());
    json.put("nan", statistics.nanCount());
    json.put("infinite", statistics.infiniteCount());
    json.put("min", orNull(statistics.min()));
    json.put("max", orNull(statistics.max()));
    json.put("mean", orNull(statistics.mean()));
    json.put("std", orNull(statistics.std()));
    json.put("sha256", statistics.sha256());
  }

  /// [x, y] of a flat image, [x, y, z] of a volume.
  private static List<Integer> size(ImageHeader header) {
    return header.isFlat()
        ? List.of(header.nx(), header.ny())
        : List.of(header.nx(), header.ny(), header.nz());
  }

  /// JSON knows no NaN.
  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  static void line(StringBuilder text, String key, String value) {
    text.append("  %-12s %s%n".formatted(key, value));
  }

  /// Up to seven digits and no zeros behind them.
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "none";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    String text = String.format(Locale.ROOT, "%.7g", value);
    return text.contains("e") ? text : text.replaceAll("\\.?0+$", "");
  }
}
