package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Geometry;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.Volume;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLoaderTest {
  @TempDir Path folder;

  private static PretrainConfig tiny() {
    return new ConfigLoader().preset("tiny.yaml", List.of(), ConfigLoader.Use.SETTINGS).config();
  }

  /// A CT ramp along the patient's left-right axis: air on the right side, bone on the left.
  private void ramp(String name, boolean stored) throws IOException {
    int nx = 40;
    float[] voxels = new float[nx * 36 * 30];
    for (int i = 0; i < voxels.length; i++) {
      int x = i % nx;
      int right = stored ? nx - 1 - x : x;
      voxels[i] = 1000 - 2000f * right / (nx - 1);
    }
    double[] affine = Geometry.ofSpacing(2, 1, 1).affine();
    affine[0] = stored ? -2 : 2;
    NiftiWriter.write(
        folder.resolve(name),
        new Volume(nx, 36, 30, voxels, new Geometry(affine)),
        VoxelType.FLOAT32);
  }

  private MemoryPool pool() throws IOException {
    SourceConfig source =
        new SourceConfig(
            "ct",
            Kind.FOLDER,
            folder.toString(),
            List.of(),
            List.of(),
            Dimension.D3,
            Modality.CT,
            1.0,
            "");
    Manifest manifest = CollectionScan.of(List.of(source));
    return new MemoryPool(manifest.entries(), ImageLoader.of(tiny()), MemoryBudget.ofMb(64), 0.01);
  }

  @Test
  void aVolumeIsReorientedResampledAndWindowed() throws IOException {
    ramp("a.nii.gz", false);
    ramp("b.nii.gz", true);
    MemoryPool pool = pool();
    PreparedImage a = pool.get(0);
    assertThat(List.of(a.nx(), a.ny(), a.nz())).containsExactly(80, 36, 30);
    assertThat(a.flat()).isFalse();
    assertThat(a.id()).isEqualTo("ct/a.nii.gz");
    assertThat(a.intensity(0)).as("-1000 HU is 0, 1000 HU is 1").isCloseTo(1f, within(0.02f));
    assertThat(a.intensity(79)).isCloseTo(0f, within(0.02f));
    assertThat(pool.get(1).values())
        .as("stored from the left or from the right")
        .isEqualTo(a.values());
  }

  @Test
  void aTruncatedFileAmongGoodOnesIsLeftOutAndNamed() throws IOException {
    for (String name : List.of("a.nii.gz", "b.nii.gz", "c.nii.gz")) {
      ramp(name, false);
    }
    Path broken = folder.resolve("b.nii.gz");
    byte[] bytes = Files.readAllBytes(broken);
    Files.write(broken, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    MemoryPool pool = pool();
    assertThat(pool.get(1).id()).isEqualTo("ct/c.nii.gz");
    assertThat(pool.quarantined()).hasSize(1);
    assertThat(pool.quarantined().getFirst().reason())
        .startsWith(broken.toRealPath() + ": ")
        .doesNotContain("\n");
  }

  @Test
  void theRealCollectionIsSplitByPatientAndCanBeRead() throws IOException {
    String variable = System.getenv("CDSSL_DATA");
    Path data = Path.of(variable == null ? "../shared/data" : variable);
    Assumptions.assumeTrue(Files.isDirectory(data), "no real images in " + data);
    PretrainConfig config =
        ConfigLoader.load(Path.of("configs/real-small.yaml"), List.of()).config();
    Manifest manifest = CollectionScan.of(config.data().sources());
    assertThat(manifest.of(Dimension.D3)).hasSize(260 + 2 + 1);
    assertThat(manifest.of(Dimension.D2)).hasSize(248 + 653);
    assertThat(manifest.notes()).isEmpty();
    SubjectSplit split = SubjectSplit.of(manifest, config.data().heldOut(), config.seed());
    assertThat(split.heldOut().stream().map(ImageEntry::subject))
        .doesNotContainAnyElementsOf(split.training().stream().map(ImageEntry::subject).toList())
        .doesNotContain("example_ct");
    assertThat(split.heldOut().stream().map(ImageEntry::subject).distinct())
        .as("15 %% of 260 + 1 + 1 + 150 + 452 subjects")
        .hasSize(39 + 23 + 68);
    List<ImageEntry> some = new ArrayList<>();
    for (SourceConfig source : config.data().sources()) {
      some.add(
          manifest.entries().reversed().stream()
              .filter(e -> e.source().equals(source.name()))
              .findFirst()
              .orElseThrow());
    }
    MemoryPool pool = new MemoryPool(some, ImageLoader.of(config), MemoryBudget.ofMb(512), 0);
    for (int i = 0; i < some.size(); i++) {
      PreparedImage image = pool.get(i);
      assertThat(image.id()).isEqualTo(some.get(i).id());
      assertThat(image.flat()).isEqualTo(some.get(i).dimension() == Dimension.D2);
      assertThat(image.nx()).isGreaterThanOrEqualTo(64);
    }
    assertThat(pool.quarantined()).isEmpty();
  }
}
