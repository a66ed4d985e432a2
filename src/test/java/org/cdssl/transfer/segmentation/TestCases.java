package org.cdssl.transfer.segmentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.config.Range;
import org.cdssl.config.SegmentationConfig.Interpolation;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Geometry;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.Volume;
import org.cdssl.image.format.nifti.NiftiWriter;

/// Small generated cases: a bright ball, and in it or beside it a brighter one.
final class TestCases {
  static final List<String> CLASSES = List.of("ball", "core");

  /// x to the left, y and z swapped: neither axes nor directions are RAS+.
  static final Geometry TURNED =
      new Geometry(new double[] {-1.5, 0, 0, 20, 0, 0, 1, -3, 0, 2, 0, 7, 0, 0, 0, 1});

  private TestCases() {}

  static CaseLoader loader(List<Double> spacingMm) {
    return new CaseLoader(spacingMm, Interpolation.LINEAR, new Range(-325, 325), CLASSES);
  }

  /// Image and mask as files; the position of the balls depends on the seed.
  static ImageEntry write(Path folder, int seed, Geometry geometry, int nx, int ny, int nz)
      throws IOException {
    Files.createDirectories(folder.resolve("images"));
    Files.createDirectories(folder.resolve("masks"));
    String name = "case_%02d.nii.gz".formatted(seed);
    Path image = folder.resolve("images").resolve(name);
    Path mask = folder.resolve("masks").resolve(name);
    Random random = new Random(seed);
    double[] centre = {
      nx * (0.4 + 0.2 * random.nextDouble()),
      ny * (0.4 + 0.2 * random.nextDouble()),
      nz * (0.4 + 0.2 * random.nextDouble())
    };
    double radius = 0.3 * Math.min(nx, Math.min(ny, nz));
    float[] voxels = new float[nx * ny * nz];
    float[] labels = new float[voxels.length];
    for (int i = 0; i < voxels.length; i++) {
      double dx = i % nx - centre[0];
      double dy = i / nx % ny - centre[1];
      double dz = i / nx / ny - centre[2];
      double r = Math.sqrt(dx * dx + dy * dy + dz * dz);
      int label = r < radius / 2 ? 2 : r < radius ? 1 : 0;
      labels[i] = label;
      voxels[i] = 100 * label + 10 * (float) random.nextGaussian() + 50;
    }
    NiftiWriter.write(image, new Volume(nx, ny, nz, voxels, geometry));
    NiftiWriter.write(mask, new Volume(nx, ny, nz, labels, geometry));
    return entry(image, mask);
  }

  static ImageEntry entry(Path image, Path mask) throws IOException {
    String name = image.getFileName().toString();
    return ImageEntry.of("test", name, name, image, Dimension.D3, Modality.MR, 0, Files.size(image))
        .withTarget(new Target.Mask(mask));
  }

  static CasePool pool(List<ImageEntry> entries) {
    return new CasePool(entries, loader(List.of()), new AtomicLong(1 << 26), 0);
  }

  /// Without files: intensities from 0 to 1 by a formula, shown as they are.
  static SegmentationCase ramp(int nx, int ny, int nz) {
    short[] values = new short[nx * ny * nz];
    byte[] labels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) ((i * 2654435761L) >>> 7);
      labels[i] = (byte) (i % 3);
    }
    GridMap grid = GridMap.of(nx, ny, nz, Geometry.ofSpacing(1, 1, 2), List.of());
    return new SegmentationCase(
        new PreparedImage("ramp", false, nx, ny, nz, values),
        labels,
        SegmentationCase.positions(labels, 2),
        0,
        1,
        grid);
  }
}
