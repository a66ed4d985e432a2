package org.cdssl.collection.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.cdssl.Sha256;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.image.Geometry;
import org.cdssl.image.Image2d;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.raster.PngWriter;

/// A folder with generated CT, MR and X-rays and its configuration.
record TestCollection(Path folder) {
  /// Small enough that even this collection has several shards.
  static final long GROUP_BYTES = 300_000;

  static TestCollection in(Path folder, int volumes, int xrays) throws IOException {
    for (String sub : List.of("ct", "mr", "xrays")) {
      Files.createDirectories(folder.resolve(sub));
    }
    for (int i = 0; i < volumes; i++) {
      String name = "v%03d.nii.gz".formatted(i);
      NiftiWriter.write(folder.resolve("ct").resolve(name), volume(i, -1000, 600), VoxelType.INT16);
      NiftiWriter.write(
          folder.resolve("mr").resolve(name), volume(50 + i, 0, 900), VoxelType.INT16);
    }
    for (int i = 0; i < xrays; i++) {
      PngWriter.write(folder.resolve("xrays/x%03d.png".formatted(i)), xray(i));
    }
    Files.writeString(
        folder.resolve("my.yaml"),
        """
        extends: tiny.yaml
        data:
          sources:
            - {name: ct, path: ct, dimension: 3d, modality: ct}
            - {name: mr, path: mr, dimension: 3d, modality: mr, spacingMm: 1.5}
            - {name: cxr, path: xrays, dimension: 2d, modality: xray}
        training: {workers: 0}
        """);
    return new TestCollection(folder);
  }

  static Volume volume(int seed, float low, float range) {
    SplittableRandom random = new SplittableRandom(seed);
    int nx = 40 + seed % 7;
    int ny = 36;
    int nz = 22;
    float[] voxels = new float[nx * ny * nz];
    for (int i = 0; i < voxels.length; i++) {
      double wave = Math.sin(i % nx * 0.3 + seed) * Math.cos(i / nx % ny * 0.2);
      voxels[i] = (float) Math.rint(low + range * (0.6 + 0.3 * wave + 0.1 * random.nextDouble()));
    }
    double[] affine = Geometry.ofSpacing(1.2, 1, 1.5).affine();
    affine[0] = -affine[0];
    return new Volume(nx, ny, nz, voxels, new Geometry(affine));
  }

  static Image2d xray(int seed) {
    SplittableRandom random = new SplittableRandom(1000 + seed);
    int width = 280 + seed % 5;
    int height = 300;
    float[] pixels = new float[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (int) (100 + 80 * Math.sin(i * 0.01 + seed) + random.nextInt(60));
    }
    return new Image2d(width, height, pixels, 255);
  }

  PretrainConfig config(String... overrides) {
    return ConfigLoader.load(folder.resolve("my.yaml"), List.of(overrides)).config();
  }

  static CacheBuilder.Options options() {
    return new CacheBuilder.Options(
        Optional.empty(), Storage.UINT16, Compression.NONE, 2, false, false, GROUP_BYTES);
  }

  static CacheBuilder.Options verifying() {
    return options().with(Optional.empty(), Storage.UINT16, Compression.NONE, true, false);
  }

  CacheBuilder.Summary prepare(Path out) throws IOException {
    return prepare(out, config(), options(), new ArrayList<>());
  }

  static CacheBuilder.Summary prepare(
      Path out, PretrainConfig config, CacheBuilder.Options options, List<String> said)
      throws IOException {
    return prepare(out, config, options, said, () -> false);
  }

  static CacheBuilder.Summary prepare(
      Path out,
      PretrainConfig config,
      CacheBuilder.Options options,
      List<String> said,
      BooleanSupplier stop)
      throws IOException {
    return new CacheBuilder(config, out, options, stop, said::add, CacheProgress.NONE).run();
  }

  /// Hash of every file of a cache, by name.
  static Map<String, String> hashes(Path cache) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (var files = Files.walk(cache)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(cache.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
      }
    }
    return hashes;
  }
}
