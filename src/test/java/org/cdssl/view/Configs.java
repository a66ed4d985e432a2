package org.cdssl.view;

import java.util.List;
import org.cdssl.config.InputConfig;
import org.cdssl.config.PerturbConfig;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Range;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;

/// The paper's settings, a small variant, and generated images.
final class Configs {
  static final PseudoVolumeConfig PSEUDO_3D =
      new PseudoVolumeConfig(
          224, 96, 5, 1, PseudoVolumeConfig.Order.ROW, PseudoVolumeConfig.Depth.LINEAR);

  static final PseudoVolumeConfig SMALL_PSEUDO_3D =
      new PseudoVolumeConfig(
          40, 24, 3, 1, PseudoVolumeConfig.Order.ROW, PseudoVolumeConfig.Depth.LINEAR);

  static final PerturbConfig PERTURB =
      new PerturbConfig(3.8, 8, 5, 0.1, new Range(1 / 6.0, 1 / 3.0), new Range(3 / 7.0, 4 / 7.0));

  static final ViewsConfig PAPER =
      new ViewsConfig(
          Size3.parse("64x64x32"),
          Size3.parse("32x32x16"),
          6,
          sizes("64x64x32", "96x96x48", "112x112x56", "128x128x64"),
          sizes("16x16x8", "32x32x16", "48x48x24"),
          0.3,
          3,
          0.85,
          0.05,
          new Range(0.3, 1),
          new Range(0.05, 0.3),
          new Range(0.75, 4 / 3.0),
          0.5,
          0.1,
          10,
          2,
          0.25,
          0.3,
          100,
          Size3.parse("4x8x4"),
          InputConfig.Flat.PSEUDO3D,
          PERTURB);

  /// The same with views of 16x16x8 and 8x8x4.
  static final ViewsConfig SMALL =
      new ViewsConfig(
          Size3.parse("16x16x8"),
          Size3.parse("8x8x4"),
          3,
          sizes("16x16x8", "24x24x12", "28x28x14", "32x32x16"),
          sizes("4x4x2", "8x8x4", "12x12x6"),
          0.3,
          1,
          0.85,
          0.05,
          new Range(0.3, 1),
          new Range(0.05, 0.3),
          new Range(0.75, 4 / 3.0),
          0.5,
          0.1,
          10,
          2,
          0.25,
          0.3,
          10,
          Size3.parse("2x4x2"),
          InputConfig.Flat.PSEUDO3D,
          PERTURB);

  static final ViewSizes SMALL_SIZES = ViewSizes.of(SMALL, SMALL_PSEUDO_3D);

  private Configs() {}

  /// The small variant with X-rays of this kind.
  static ViewsConfig flat(InputConfig.Flat kind) {
    ViewsConfig v = SMALL;
    return new ViewsConfig(
        v.globalSize(),
        v.localSize(),
        v.locals(),
        v.globalShapes(),
        v.localShapes(),
        v.minOverlap(),
        v.localMargin(),
        v.maxAir(),
        v.airBelow(),
        v.globalArea(),
        v.localArea(),
        v.aspect(),
        v.flip(),
        v.scale(),
        v.rotationDegrees(),
        v.blurSigma(),
        v.noiseSigma(),
        v.gamma(),
        v.swaps(),
        v.swapBlock(),
        kind,
        v.perturb());
  }

  /// Uniform numbers in [0,1).
  static float[] uniform(Size3 size, long seed) {
    ViewRandom random = new ViewRandom(seed, 91);
    float[] values = new float[size.voxels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  static List<Size3> sizes(String... sizes) {
    return List.of(sizes).stream().map(Size3::parse).toList();
  }

  /// A volume of smooth blobs and noise.
  static PreparedImage volume(String id, int nx, int ny, int nz, long seed) {
    return textured(id, false, nx, ny, nz, seed);
  }

  static PreparedImage flat(String id, int nx, int ny, long seed) {
    return textured(id, true, nx, ny, 1, seed);
  }

  private static PreparedImage textured(
      String id, boolean flat, int nx, int ny, int nz, long seed) {
    ViewRandom random = new ViewRandom(seed, 77);
    double phase = random.uniform(0, 6);
    short[] values = new short[nx * ny * nz];
    for (int i = 0; i < values.length; i++) {
      int x = i % nx;
      int y = i / nx % ny;
      int z = i / nx / ny;
      double wave = Math.sin(0.11 * x + phase) * Math.cos(0.07 * y - phase) * Math.cos(0.13 * z);
      values[i] = (short) (int) (65535 * (0.4 + 0.3 * wave + 0.1 * random.nextDouble()));
    }
    return new PreparedImage(id, flat, nx, ny, nz, values);
  }
}
