package org.cdssl.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.cdssl.CdsslException;
import org.cdssl.collection.phantom.Organ;
import org.cdssl.collection.phantom.Phantom;
import org.cdssl.collection.phantom.PhantomDataset;
import org.cdssl.collection.phantom.PhantomGrid;
import org.cdssl.config.PhantomsConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpzWriter;
import org.cdssl.training.checkpoint.AtomicFile;

/// Generated images of a grid, in the layouts of published collections, so that a grid on phantoms
/// is one like any other.
///
/// - `volumes/*.nii.gz`, `xrays/*.png`: to pre-train on
/// - `organs.npz`, as MedMNIST: crops whose middle voxel belongs to one of six organs, one crop a
///   patient
/// - `Task90_Phantom/`, as MSD: volumes with masks of four organs
///
/// Patients of the three are different, and depend on the seed alone.
final class PhantomImages {
  static final String CROPS = "organs.npz";
  static final String CASES = "Task90_Phantom";

  private static final List<Organ> CLASSES =
      List.of(Organ.HEART, Organ.LIVER, Organ.SPLEEN, Organ.KIDNEY, Organ.AORTA, Organ.SPINE);
  private static final List<Organ> MASKED =
      List.of(Organ.LUNG, Organ.HEART, Organ.LIVER, Organ.SPINE);
  private static final double AIR = -1000;
  private static final double WIDTH = 2000;
  private static final int FEWEST = 20;
  private static final int ATTEMPTS = 200;

  private final PhantomsConfig config;

  PhantomImages(PhantomsConfig config) {
    this.config = config;
  }

  private static PhantomGrid grid(Size3 size, double spacingMm) {
    return new PhantomGrid(size.w(), size.h(), size.d(), spacingMm, spacingMm, spacingMm);
  }

  /// Images of training, validation and test part of the crops.
  static int[] parts(PhantomsConfig config) {
    int n = config.cropPatients();
    int training = n / 2;
    int validation = n / 6;
    return new int[] {training, validation, n - training - validation};
  }

  /// Makes what is not there yet.
  void write(Path folder, Consumer<String> say) throws IOException {
    Path done = folder.resolve("done");
    if (Files.exists(done)) {
      return;
    }
    say.accept(
        "generating "
            + config.volumes()
            + " volumes, "
            + config.xrays()
            + " X-rays, "
            + config.cropPatients()
            + " crops and "
            + config.cases()
            + " cases with masks");
    int cores = Runtime.getRuntime().availableProcessors();
    new PhantomDataset(
            config.seed(),
            config.volumes(),
            config.xrays(),
            grid(config.size(), config.spacingMm()),
            config.xraySize(),
            true)
        .write(folder, cores, _ -> {});
    if (config.cropPatients() > 0) {
      crops(folder.resolve(CROPS));
    }
    if (config.cases() > 0) {
      cases(folder.resolve(CASES));
    }
    AtomicFile.write(done, config + "\n");
  }

  private void crops(Path file) throws IOException {
    int side = config.cropSize();
    int voxels = side * side * side;
    List<float[]> crops =
        IntStream.range(0, config.cropPatients()).parallel().mapToObj(this::crop).toList();
    NpzWriter npz = new NpzWriter();
    int[] parts = parts(config);
    int first = 0;
    for (int p = 0; p < parts.length; p++) {
      float[] images = new float[parts[p] * voxels];
      float[] labels = new float[parts[p]];
      for (int i = 0; i < parts[p]; i++) {
        System.arraycopy(crops.get(first + i), 0, images, i * voxels, voxels);
        labels[i] = (first + i) % CLASSES.size();
      }
      first += parts[p];
      String name = List.of("train", "val", "test").get(p);
      npz.add(name + "_images", VoxelType.UINT8, images, parts[p], side, side, side);
      npz.add(name + "_labels", VoxelType.UINT8, labels, parts[p], 1);
    }
    npz.write(file);
  }

  /// One crop, 0 to 255 for -1000 to 1000 HU. A patient whose organ lies outside of the scan gives
  /// way to the next.
  private float[] crop(int index) {
    Organ organ = CLASSES.get(index % CLASSES.size());
    int side = config.cropSize();
    PhantomGrid grid = grid(config.size(), config.spacingMm());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int patient = 1 + index + attempt * config.cropPatients();
      Phantom phantom = Phantom.generate(config.seed() + 1, patient, grid);
      int size = phantom.voxelsOf(organ);
      if (size < FEWEST) {
        continue;
      }
      int wanted = new Random(config.seed() * 31 + index).nextInt(size);
      int middle = 0;
      for (int seen = -1; ; middle++) {
        seen += phantom.mask()[middle] == organ.code() ? 1 : 0;
        if (seen == wanted) {
          break;
        }
      }
      return cut(phantom.volume(), middle, side);
    }
    throw CdsslException.usage(
        "phantoms.size x spacingMm shows no "
            + organ.name().toLowerCase(Locale.ROOT)
            + " of "
            + FEWEST
            + " voxels in "
            + ATTEMPTS
            + " patients; make the scan larger or finer");
  }

  private static float[] cut(Volume volume, int middle, int side) {
    int x0 = middle % volume.nx() - side / 2;
    int y0 = middle / volume.nx() % volume.ny() - side / 2;
    int z0 = middle / (volume.nx() * volume.ny()) - side / 2;
    float[] crop = new float[side * side * side];
    for (int i = 0; i < crop.length; i++) {
      int x = x0 + i % side;
      int y = y0 + i / side % side;
      int z = z0 + i / (side * side);
      boolean inside =
          x >= 0 && y >= 0 && z >= 0 && x < volume.nx() && y < volume.ny() && z < volume.nz();
      double hu = inside ? volume.at(x, y, z) : AIR;
      crop[i] = Math.round(255 * Math.clamp((hu - AIR) / WIDTH, 0, 1));
    }
    return crop;
  }

  private void cases(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("imagesTr"));
    Files.createDirectories(folder.resolve("labelsTr"));
    PhantomGrid grid = grid(config.caseSize(), config.caseSpacingMm());
    for (int i = 1; i <= config.cases(); i++) {
      Phantom phantom = Phantom.generate(config.seed() + 2, i, grid);
      String name = String.format(Locale.ROOT, "phantom_%03d.nii.gz", i);
      Volume volume = phantom.volume();
      NiftiWriter.write(folder.resolve("imagesTr").resolve(name), volume, VoxelType.INT16);
      float[] labels = new float[phantom.mask().length];
      for (int v = 0; v < labels.length; v++) {
        labels[v] = 1 + MASKED.indexOf(Organ.ofCode(phantom.mask()[v]));
      }
      NiftiWriter.write(
          folder.resolve("labelsTr").resolve(name),
          new Volume(volume.nx(), volume.ny(), volume.nz(), labels, volume.geometry()),
          VoxelType.UINT8);
    }
    StringBuilder json =
        new StringBuilder("{\"name\": \"Phantom\", \"modality\": {\"0\": \"CT\"},");
    json.append(" \"labels\": {\"0\": \"background\"");
    for (int l = 0; l < MASKED.size(); l++) {
      json.append(
          ", \"" + (l + 1) + "\": \"" + MASKED.get(l).name().toLowerCase(Locale.ROOT) + '"');
    }
    json.append("}, \"numTraining\": ").append(config.cases()).append("}\n");
    Files.writeString(folder.resolve("dataset.json"), json, StandardCharsets.UTF_8);
  }
}
