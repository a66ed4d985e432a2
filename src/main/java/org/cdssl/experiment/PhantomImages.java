package org.cdssl.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.cdssl.collection.phantom.Organ;
import org.cdssl.collection.phantom.OrganCrop;
import org.cdssl.collection.phantom.Phantom;
import org.cdssl.collection.phantom.PhantomDataset;
import org.cdssl.collection.phantom.PhantomGrid;
import org.cdssl.config.PhantomsConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpzWriter;
import org.cdssl.storage.AtomicFile;

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

  private static final List<Organ> MASKED =
      List.of(Organ.LUNG, Organ.HEART, Organ.LIVER, Organ.SPINE);
  private static final double AIR = -1000;
  private static final double WIDTH = 2000;

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
    List<OrganCrop> crops =
        IntStream.range(0, config.cropPatients()).parallel().mapToObj(this::crop).toList();
    NpzWriter npz = new NpzWriter();
    int[] parts = parts(config);
    int first = 0;
    for (int p = 0; p < parts.length; p++) {
      float[] images = new float[parts[p] * voxels];
      float[] labels = new float[parts[p]];
      for (int i = 0; i < parts[p]; i++) {
        OrganCrop crop = crops.get(first + i);
        labels[i] = crop.label();
        for (int v = 0; v < voxels; v++) {
          double hu = crop.volume().voxels()[v];
          images[i * voxels + v] = Math.round(255 * Math.clamp((hu - AIR) / WIDTH, 0, 1));
        }
      }
      first += parts[p];
      String name = List.of("train", "val", "test").get(p);
      npz.add(name + "_images", VoxelType.UINT8, images, parts[p], side, side, side);
      npz.add(name + "_labels", VoxelType.UINT8, labels, parts[p], 1);
    }
    npz.write(file);
  }

  /// One crop, 0 to 255 for -1000 to 1000 HU.
  private OrganCrop crop(int index) {
    Size3 size = new Size3(config.cropSize(), config.cropSize(), config.cropSize());
    return OrganCrop.of(
        config.seed() + 1, index, config.cropPatients(), grid(size, config.spacingMm()));
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
