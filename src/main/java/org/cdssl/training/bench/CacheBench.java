package org.cdssl.training.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageDecoder;
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
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.raster.PngWriter;
import org.cdssl.view.Batch;
import org.cdssl.view.Batches;
import org.cdssl.view.ViewPlan;

/// Preparing and reading a cache, on generated files of the size of small chest CTs.
final class CacheBench implements AutoCloseable {
  private static final int XRAYS = 4;
  private static final int BATCHES = 3;

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
      Path file = ct.resolve("phantom-" + i + ".nii.gz");
      Phantom phantom = Phantom.generate(0, i, new PhantomGrid(320, 320, 200, 1.1, 1.1, 1.5));
      NiftiWriter.write(file, phantom.volume(), VoxelType.INT16);
      volumes.add(file);
    }
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
    return new CacheBench(folder, volumes, threads);
  }

  private PretrainConfig config(String... overrides) {
    return ConfigLoader.load(folder.resolve("bench.yaml"), List.of(overrides)).config();
  }

  /// Inflates all volumes with the JDK and throws the voxels away.
  Time inflate() {
    return time(() -> {
      try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
        List<Future<Long>> all = new ArrayList<>();
        for (Path file : volumes) {
          all.add(executor.submit(() -> inflate(file)));
        }
        for (Future<Long> one : all) {
          one.get();
        }
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
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

  /// Prepares all volumes into a new cache.
  Time prepare() {
    Path out = folder.resolve("volumes");
    Time time =
        time(() -> {
          try {
            build(out, config());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    delete(out);
    return time;
  }

  private void build(Path out, PretrainConfig config) throws IOException {
    new CacheBuilder(
            config,
            out,
            CacheBuilder.Options.of(threads),
            () -> false,
            line -> {},
            CacheProgress.NONE)
        .run();
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
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete(folder);
  }

  public static void main(String[] a) throws Exception {
    long t0 = System.nanoTime();
    try (CacheBench bench = generate(Integer.parseInt(a[0]), 2)) {
      System.out.println("generated " + (System.nanoTime() - t0) / 1e9 + " " + Files.size(bench.volumes.get(0)));
      for (int i = 0; i < 4; i++) {
        Time x = bench.inflate();
        Time y = bench.prepare();
        System.out.println(x + " " + y + " wall " + x.wall / y.wall + " cpu " + x.cpu / y.cpu);
      }
    }
  }
}
