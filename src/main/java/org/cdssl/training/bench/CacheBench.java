package org.cdssl.training.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.cdssl.Sha256;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageDecoder;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.MemoryBudget;
import org.cdssl.collection.MemoryPool;
import org.cdssl.collection.cache.CacheBuilder;
import org.cdssl.collection.cache.CacheProgress;
import org.cdssl.collection.cache.ImageCache;
import org.cdssl.collection.phantom.Phantom;
import org.cdssl.collection.phantom.PhantomGrid;
import org.cdssl.collection.phantom.PhantomXray;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.image.Geometry;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.Resampling;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.raster.PngWriter;
import org.cdssl.storage.Temporaries;
import org.cdssl.view.Batch;
import org.cdssl.view.Batches;
import org.cdssl.view.ViewPlan;

/// Preparing and reading a cache, on generated files of the size of small chest CTs.
final class CacheBench implements AutoCloseable {
  private static final int XRAYS = 4;
  private static final int BATCHES = 3;
  private static final double NOISE_HU = 30;

  private final Path folder;
  private final List<Path> volumes;
  private final int threads;

  /// Seconds that passed and seconds of CPU time of all threads.
  record Time(double wall, double cpu) {}

  private CacheBench(Path folder, List<Path> volumes, int threads) {
    this.folder = folder;
    this.volumes = volumes;
    this.threads = threads;
  }

  /// Writes the files.
  ///
  /// @param count CT volumes
  static CacheBench generate(int count, int threads) throws IOException {
    Path folder = Files.createTempDirectory("cdssl-bench");
    Path ct = Files.createDirectories(folder.resolve("ct"));
    Path xrays = Files.createDirectories(folder.resolve("xrays"));
    List<Path> volumes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      volumes.add(ct.resolve("phantom-" + i + ".nii.gz"));
    }
    onAll(
        volumes,
        threads,
        file -> {
          NiftiWriter.write(file, chest(1 + volumes.indexOf(file)), VoxelType.INT16);
          return 0L;
        });
    for (int i = 0; i < XRAYS; i++) {
      PngWriter.write(
          xrays.resolve("xray-" + i + ".png"), PhantomXray.project(0, 1001 + i, 320).image());
    }
    Files.writeString(
        folder.resolve("bench.yaml"),
        """
        data:
          sources:
            - {name: ct, path: ct, dimension: 3d, modality: ct}
            - {name: xrays, path: xrays, dimension: 2d, modality: xray}
        training: {batchSize: 8, workers: 0}
        """);
    Files.writeString(
        folder.resolve("volumes.yaml"),
        """
        data:
          sources:
            - {name: ct, path: ct, dimension: 3d, modality: ct}
        training: {batchSize: 8, workers: 0, volumeShare: 1}
        """);
    return new CacheBench(folder, volumes, threads);
  }

  /// A phantom on the grid of a chest CT (0.7 x 0.7 x 1.25 mm), with noise; stored from the left
  /// and from the front as NIfTI files mostly are.
  private static Volume chest(int subject) {
    Phantom phantom = Phantom.generate(0, subject, new PhantomGrid(128, 128, 50, 2.8, 2.8, 2.5));
    Volume fine = Resampling.resize(phantom.volume(), 512, 512, 100);
    SplittableRandom random = new SplittableRandom(subject);
    float[] voxels = fine.voxels();
    for (int i = 0; i < voxels.length; i++) {
      double noise = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
      voxels[i] = (float) Math.rint(Math.max(-1024, voxels[i] + NOISE_HU * noise));
    }
    double[] affine = fine.geometry().affine();
    for (int row = 0; row < 3; row++) {
      affine[4 * row] = -affine[4 * row];
      affine[4 * row + 1] = -affine[4 * row + 1];
    }
    return new Volume(512, 512, 100, voxels, new Geometry(affine));
  }

  private PretrainConfig config(String file) {
    return ConfigLoader.load(folder.resolve(file), List.of()).config();
  }

  /// Inflates all volumes with the JDK and throws the voxels away.
  Time inflate() {
    return time(() -> onAll(volumes, threads, CacheBench::inflate));
  }

  private interface Work {
    long on(Path file) throws IOException;
  }

  private static void onAll(List<Path> files, int threads, Work work) {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> all = new ArrayList<>();
      for (Path file : files) {
        all.add(executor.submit(() -> work.on(file)));
      }
      for (Future<Long> one : all) {
        one.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long inflate(Path file) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
      }
    }
    return bytes;
  }

  /// Removes the cache of an earlier round. What the disk still does about it is no part of the
  /// next preparation, so this comes before something else is measured.
  void clear() {
    delete(cache());
  }

  /// Prepares all volumes into a new cache, from scan to manifest.
  Time prepare() {
    PretrainConfig config = config("volumes.yaml");
    return time(() -> build(config));
  }

  /// Adds the few X-rays to the cache.
  void addXrays() {
    build(config("bench.yaml"));
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  /// What reading the voxels of one sample's views takes.
  ///
  /// @param first when every chunk's checksum is checked, seconds
  /// @param again when they were checked before, seconds
  record CropTimes(double first, double again) {}

  /// Eight boxes of one volume a sample: two of the global shapes, which overlap, six local ones in
  /// them. Files are in the page cache.
  CropTimes crops(int samples) throws IOException {
    PretrainConfig config = config("bench.yaml");
    Manifest manifest = CollectionScan.forPretraining(config.data());
    ImageDecoder cache = ImageCache.open(cache(), config, manifest, line -> {});
    ImageEntry entry = manifest.of(Dimension.D3).getFirst();
    List<Size3> globals = config.views().globalShapes();
    List<Size3> locals = config.views().localShapes();
    short[] out = new short[globals.stream().mapToInt(Size3::voxels).max().orElseThrow()];
    SplittableRandom random = new SplittableRandom(1);
    double[] first = new double[samples];
    double[] again = new double[samples];
    for (int i = -samples / 2; i < samples; i++) {
      PreparedImage image = cache.decode(entry);
      List<int[]> boxes = new ArrayList<>();
      Size3 global = globals.get(random.nextInt(globals.size()));
      int[] start = {
        random.nextInt(image.nx() - global.w() - 8),
        random.nextInt(image.ny() - global.h() - 8),
        random.nextInt(Math.max(1, image.nz() - global.d() - 4))
      };
      for (int g = 0; g < 2; g++) {
        boxes.add(
            new int[] {
              start[0] + 8 * g, start[1] + 8 * g, start[2], global.w(), global.h(), global.d()
            });
      }
      for (int l = 0; l < 6; l++) {
        Size3 local = locals.get(random.nextInt(locals.size()));
        boxes.add(
            new int[] {
              start[0] + random.nextInt(global.w() - local.w() + 1),
              start[1] + random.nextInt(global.h() - local.h() + 1),
              start[2] + random.nextInt(global.d() - local.d() + 1),
              local.w(),
              local.h(),
              local.d()
            });
      }
      double cold = read(image, boxes, out);
      double warm = read(image, boxes, out);
      if (i >= 0) {
        first[i] = cold;
        again[i] = warm;
      }
    }
    Arrays.sort(first);
    Arrays.sort(again);
    return new CropTimes(first[samples / 2], again[samples / 2]);
  }

  private static double read(PreparedImage image, List<int[]> boxes, short[] out) {
    long start = System.nanoTime();
    for (int[] b : boxes) {
      image.grid().read(b[0], b[1], b[2], b[3], b[4], b[5], out);
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  /// SHA-256 of the first batches, straight from the files or from the cache.
  String batches(boolean cached) throws IOException {
    PretrainConfig config = config("bench.yaml");
    Manifest manifest = CollectionScan.forPretraining(config.data());
    ImageDecoder decoder =
        cached ? ImageCache.open(cache(), config, manifest, line -> {}) : ImageLoader.of(config);
    MemoryBudget budget = MemoryBudget.ofMb(1024);
    MemoryPool flats = new MemoryPool(manifest.of(Dimension.D2), decoder, budget, 0);
    MemoryPool solids = new MemoryPool(manifest.of(Dimension.D3), decoder, budget, 0);
    MessageDigest digest;
    digest = Sha256.digest();
    ViewPlan plan = ViewPlan.pcrlv2(config.views().locals());
    try (Batches batches = Batches.of(config, plan, flats, solids, 0)) {
      for (int i = 0; i < BATCHES; i++) {
        try (Batch batch = batches.next()) {
          for (FloatBuffer view : List.of(batch.global(0), batch.global(1), batch.locals())) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * view.remaining());
            bytes.asFloatBuffer().put(view.duplicate());
            digest.update(bytes);
          }
        }
      }
    }
    return Sha256.hex(digest);
  }

  private void build(PretrainConfig config) {
    try {
      new CacheBuilder(
              config,
              cache(),
              CacheBuilder.Options.of(threads),
              () -> false,
              line -> {},
              CacheProgress.NONE)
          .run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Time time(Runnable work) {
    long cpu = processCpuNanos();
    long start = System.nanoTime();
    work.run();
    return new Time((System.nanoTime() - start) * 1e-9, (processCpuNanos() - cpu) * 1e-9);
  }

  private static long processCpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Temporaries.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete(folder);
  }
}
