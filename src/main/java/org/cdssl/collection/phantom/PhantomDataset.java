package org.cdssl.collection.phantom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.cdssl.CdsslException;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.raster.PngWriter;
import org.cdssl.storage.AtomicFile;

/// A folder of phantoms: CT volumes with masks, and radiographs of other patients.
///
/// ```
/// volumes/phantom-0001.nii.gz   HU, int16
/// masks/phantom-0001.nii.gz     Organ codes, uint8
/// xrays/phantom-1001.png        8 bit
/// labels.csv                    subject,split,class,class_name,image,mask
/// ```
///
/// The same record writes the same bytes. Each file appears whole or not at all, `labels.csv` last.
///
/// @param seed draws all patients
/// @param volumes number of CT volumes, subjects 1, 2, ...
/// @param xrays number of radiographs; their subjects begin after the next full thousand
/// @param grid grid of the volumes
/// @param xraySize pixels along each side of a radiograph
/// @param varied whether spacing (-3 to +7 %) and number of slices (-8 to +15 %) differ by subject
public record PhantomDataset(
    long seed, int volumes, int xrays, PhantomGrid grid, int xraySize, boolean varied) {
  /// Which part of an experiment a subject belongs to.
  public enum Split {
    TRAIN,
    VALIDATION,
    TEST
  }

  /// One patient of the folder. `mask` is empty for a radiograph; both paths are relative.
  public record Subject(
      int index, boolean xray, Split split, MassShape shape, String image, String mask) {
    /// phantom-0001
    public String name() {
      return nameOf(index);
    }
  }

  public PhantomDataset {
    if (volumes < 0 || xrays < 0 || volumes > 100_000 || xrays > 100_000) {
      throw new IllegalArgumentException(
          "a phantom data set has 0 to 100000 volumes and X-rays, got " + volumes + ", " + xrays);
    }
  }

  /// All subjects, volumes first.
  public List<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    for (int i = 1; i <= volumes; i++) {
      String file = nameOf(i) + ".nii.gz";
      subjects.add(
          new Subject(
              i, false, splitOf(i), MassShape.of(seed, i), "volumes/" + file, "masks/" + file));
    }
    int first = firstXray();
    for (int i = first; i < first + xrays; i++) {
      subjects.add(
          new Subject(
              i, true, splitOf(i), MassShape.of(seed, i), "xrays/" + nameOf(i) + ".png", ""));
    }
    return List.copyOf(subjects);
  }

  /// Index of the first radiograph, odd so that classes stay balanced: 1001 for up to 1000 volumes.
  public int firstXray() {
    return Math.max(1, (volumes + 999) / 1000) * 1000 + 1;
  }

  /// The split of a subject, the same for both of a pair, so that every split is balanced: of ten
  /// pairs eight train, one validates, one tests.
  static Split splitOf(int index) {
    return switch ((index - 1) / 2 % 10) {
      case 2 -> Split.VALIDATION;
      case 5 -> Split.TEST;
      default -> Split.TRAIN;
    };
  }

  private static String nameOf(int index) {
    return String.format(Locale.ROOT, "phantom-%04d", index);
  }

  /// The grid of one volume.
  public PhantomGrid gridOf(int index) {
    if (!varied) {
      return grid;
    }
    Draws draws = new Draws(seed, index, "grid");
    double zoom = draws.between(0.97, 1.07);
    int slices = Math.max(1, (int) Math.round(grid.nz() * draws.between(0.92, 1.15)));
    // a tenth of a micrometre is what a header's float32 can hold
    return new PhantomGrid(
        grid.nx(),
        grid.ny(),
        slices,
        rounded(zoom * grid.xMm()),
        rounded(zoom * grid.yMm()),
        rounded(zoom * grid.zMm()));
  }

  private static double rounded(double mm) {
    return Math.rint(mm * 1e3) / 1e3;
  }

  /// Writes all files below `folder` (made where missing).
  ///
  /// @param threads how many subjects are made at once
  /// @param progress told the number of finished subjects, from any thread
  /// @throws IOException where a file cannot be written; what was written before stays
  public void write(Path folder, int threads, IntConsumer progress) throws IOException {
    for (String part : List.of("volumes", "masks", "xrays")) {
      Files.createDirectories(folder.resolve(part));
    }
    List<Subject> subjects = subjects();
    AtomicInteger done = new AtomicInteger();
    List<Callable<Void>> jobs = new ArrayList<>();
    for (Subject subject : subjects) {
      jobs.add(() -> {
        write(folder, subject);
        progress.accept(done.incrementAndGet());
        return null;
      });
    }
    runAll(jobs, threads);
    byte[] csv = labels(subjects).getBytes(StandardCharsets.UTF_8);
    AtomicFile.stream(folder.resolve("labels.csv"), out -> out.write(csv));
  }

  private void write(Path folder, Subject subject) throws IOException {
    if (subject.xray()) {
      PhantomXray xray = PhantomXray.project(seed, subject.index(), xraySize);
      PngWriter.write(folder.resolve(subject.image()), xray.image());
      return;
    }
    Phantom phantom = Phantom.generate(seed, subject.index(), gridOf(subject.index()));
    NiftiWriter.write(folder.resolve(subject.image()), phantom.volume(), VoxelType.INT16);
    NiftiWriter.write(folder.resolve(subject.mask()), phantom.maskVolume(), VoxelType.UINT8);
  }

  private static String labels(List<Subject> subjects) {
    StringBuilder csv = new StringBuilder("subject,split,class,class_name,image,mask\n");
    for (Subject s : subjects) {
      csv.append(
          String.join(
              ",",
              s.name(),
              s.split().name().toLowerCase(Locale.ROOT),
              Integer.toString(s.shape().code()),
              s.shape().name().toLowerCase(Locale.ROOT),
              s.image(),
              s.mask()));
      csv.append('\n');
    }
    return csv.toString();
  }

  private static void runAll(List<Callable<Void>> jobs, int threads) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (Callable<Void> job : jobs) {
        running.add(pool.submit(job));
      }
      for (Future<Void> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw new IOException(io.getMessage(), io);
        case CdsslException known -> throw known;
        default -> throw new IllegalStateException("a phantom could not be made", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CdsslException(
          CdsslException.Kind.STOPPED, "stopped while phantoms were being written", e);
    } finally {
      pool.shutdownNow();
      pool.close();
    }
  }
}
