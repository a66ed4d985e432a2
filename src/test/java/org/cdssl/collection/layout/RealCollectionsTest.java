package org.cdssl.collection.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cdssl.collection.CollectionScan;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.LabelSubset;
import org.cdssl.collection.LabelledSplit;
import org.cdssl.collection.Manifest;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.config.SplitConfig;
import org.cdssl.config.SplitConfig.By;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.format.Limits;
import org.junit.jupiter.api.Test;

/// Real collections of the data folder (`CDSSL_DATA`, else `../shared/data`); skipped where it is
/// absent. Figures are numpy's and the csv module's.
class RealCollectionsTest {
  private static final ImageLoader LOADER = new ImageLoader(0, new Size3(1, 1, 1), Limits.DEFAULT);

  private static SourceConfig source(String name, Kind kind, String path) {
    String set = System.getenv("CDSSL_DATA");
    Path data = Path.of(set == null ? "../shared/data" : set);
    assumeThat(data).as("folder of real images (set CDSSL_DATA)").isDirectory();
    return SourceConfig.of(name, kind, data.resolve(path).toString());
  }

  private static <K> Map<K, Long> count(List<ImageEntry> entries, Function<ImageEntry, K> key) {
    return entries.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
  }

  private static LabelledSplit split(Manifest manifest, By by) {
    return LabelledSplit.of(manifest, new SplitConfig(by, SplitConfig.PAPER_RATIO, 1));
  }

  @Test
  void adrenalShapesHaveTheirOfficialPartsAndLabels() throws IOException {
    Manifest manifest =
        CollectionScan.of(List.of(source("a", Kind.MEDMNIST, "medmnist/adrenalmnist3d.npz")));
    assertThat(manifest.classes()).containsEntry("a", List.of("normal", "hyperplasia"));
    assertThat(manifest.subjects()).isEqualTo(1188 + 98 + 298);
    LabelledSplit split = split(manifest, By.AUTO);
    assertThat(split.by()).isEqualTo(By.OFFICIAL);
    assertThat(count(split.training(), ImageEntry::target))
        .isEqualTo(Map.of(new Target.ClassIndex(0), 929L, new Target.ClassIndex(1), 259L));
    assertThat(split.validation()).hasSize(98);
    assertThat(split.test()).hasSize(298);
    PreparedImage image =
        LOADER.decode(split.test().stream().filter(e -> e.frame() == 7).findFirst().orElseThrow());
    int bright = 0;
    for (short v : image.values()) {
      assertThat(v).isIn((short) 0, (short) 65535);
      bright += v == 0 ? 0 : 1;
    }
    assertThat(List.of(image.nx(), image.ny(), image.nz())).containsOnly(28);
    assertThat(bright * 255).isEqualTo(68850);
  }

  @Test
  void ofASetInTwoSizesTheLargerIsTaken() throws IOException {
    Manifest manifest = CollectionScan.of(List.of(source("m", Kind.MEDMNIST, "medmnist")));
    assertThat(count(manifest.entries(), ImageEntry::path))
        .isEqualTo(
            Map.of(
                "adrenalmnist3d_64.npz", 1584L,
                "vesselmnist3d_64.npz", 1908L,
                "pneumoniamnist_reconstructed.npz", 5856L));
    assertThat(count(manifest.entries(), ImageEntry::modality))
        .isEqualTo(Map.of(Modality.SCALED, 1584L + 1908, Modality.XRAY, 5856L));
    ImageEntry last =
        manifest.entries().stream()
            .filter(e -> e.id().equals("m/adrenalmnist3d_64.npz#train_images@1187"))
            .findFirst()
            .orElseThrow();
    short[] values = LOADER.decode(last).values();
    int first = 0;
    while (values[first] == 0) {
      first++;
    }
    assertThat(first).as("numpy: [26, 19, 23]").isEqualTo((26 * 64 + 19) * 64 + 23);
    assertThat(manifest.notes()).anyMatch(n -> n.contains("adrenalmnist3d.npz"));
    assertThat(manifest.notes()).anyMatch(n -> n.contains("no patients"));
  }

  @Test
  void pneumoniaIsFlatAndOnFullScale() throws IOException {
    Manifest manifest =
        CollectionScan.of(
            List.of(source("p", Kind.MEDMNIST, "medmnist/pneumoniamnist_reconstructed.npz")));
    assertThat(manifest.of(Dimension.D2)).hasSize(5856);
    assertThat(manifest.classes()).containsEntry("p", List.of("normal", "pneumonia"));
    PreparedImage image = LOADER.decode(manifest.entries().getFirst());
    assertThat(image.flat()).isTrue();
    assertThat(List.of(image.nx(), image.ny())).containsOnly(28);
  }

  @Test
  void hippocampusHasAMaskForEveryCase() throws IOException {
    Manifest manifest = CollectionScan.of(List.of(source("h", Kind.MSD, "msd/Task04_Hippocampus")));
    assertThat(manifest.entries()).hasSize(260).allMatch(e -> e.modality() == Modality.MR);
    assertThat(manifest.classes())
        .containsEntry("h", List.of("background", "Anterior", "Posterior"));
    assertThat(manifest.entries())
        .allMatch(e -> e.target() instanceof Target.Mask m && m.file().toFile().isFile());
    LabelledSplit split = split(manifest, By.AUTO);
    assertThat(split.by()).isEqualTo(By.SUBJECT);
    assertThat(split.training()).hasSize(182);
    assertThat(split.validation()).hasSize(26);
    assertThat(split.test()).hasSize(52);
  }

  @Test
  void chestXraysOfTwoFoldersAreSplitByPatient() throws IOException {
    Manifest manifest =
        CollectionScan.of(
            List.of(
                source("nih", Kind.NIH_CHESTXRAY14, "cxr/nih"),
                source("nih256", Kind.NIH_CHESTXRAY14, "cxr/nih256")));
    assertThat(manifest.entries()).hasSize(248 + 653);
    assertThat(manifest.subjects()).isEqualTo(602);
    assertThat(manifest.notes()).isEmpty();
    assertThat(manifest.classes().get("nih")).hasSize(14).endsWith("Hernia");
    LabelledSplit split = split(manifest, By.AUTO);
    assertThat(split.by()).isEqualTo(By.SUBJECT);
    assertThat(split.training().size()).isBetween(570, 690);
    for (Part part : List.of(Part.TRAINING, Part.VALIDATION, Part.TEST)) {
      for (int f = 0; f < 13; f++) { // there is one hernia or none in this subset
        int finding = f;
        assertThat(split.part(part))
            .as("finding %d in %s", f, part)
            .anyMatch(e -> e.target() instanceof Target.Findings t && t.present().get(finding));
      }
    }
    List<ImageEntry> tenth = LabelSubset.of(split.training(), 0.1, 3);
    assertThat(tenth.size()).isBetween(40, 90);
    assertThat(LabelSubset.of(split.training(), 0.3, 3)).containsAll(tenth);
  }
}
