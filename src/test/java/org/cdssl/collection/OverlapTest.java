package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cdssl.config.DataConfig;
import org.cdssl.config.Downstream;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlapTest {
  private final List<String> notes = new ArrayList<>();

  private static ImageEntry entry(String subject, Part part) {
    Path file = Path.of("f-" + subject.replace('/', '-') + part);
    return ImageEntry.of("s", subject, file.toString(), file, Dimension.D3, Modality.CT, 1, 1)
        .withPart(part);
  }

  private List<ImageEntry> left(Kind kind, List<Downstream> downstream, ImageEntry... entries) {
    notes.clear();
    return Overlap.exclude(SourceConfig.of("s", kind, "/x"), List.of(entries), downstream, notes);
  }

  @Test
  void ribFracKeepsTheOfficialTrainingPartForFractures() {
    ImageEntry training = entry("ribfrac/RibFrac1", Part.TRAINING);
    ImageEntry test = entry("ribfrac/RibFrac501", Part.TEST);
    ImageEntry unknown = entry("ribfrac/RibFrac7", Part.NONE);
    assertThat(left(Kind.RIBFRAC, List.of(Downstream.FRACTUREMNIST3D), training, test, unknown))
        .containsExactly(training);
    assertThat(notes)
        .singleElement()
        .asString()
        .contains("left out 2 of 3 images because")
        .contains("official split")
        .contains("fracturemnist3d");
    assertThat(left(Kind.RIBFRAC, List.of(Downstream.MSD_LIVER), training, test))
        .containsExactly(training, test);
    assertThat(notes).isEmpty();
  }

  @Test
  void abdomenCt1kIsLeftOutAsAWholeBecauseItsCasesAreNotMapped() {
    ImageEntry one = entry("abdomenct1k/Case_00001", Part.NONE);
    for (Downstream set :
        List.of(
            Downstream.MSD_LIVER,
            Downstream.MSD_SPLEEN,
            Downstream.MSD_PANCREAS,
            Downstream.ORGANMNIST3D,
            Downstream.ALL)) {
      assertThat(left(Kind.ABDOMENCT1K, List.of(set), one)).as("%s", set).isEmpty();
      assertThat(notes).singleElement().asString().contains("does not say which case is which");
    }
    assertThat(left(Kind.ABDOMENCT1K, List.of(Downstream.MSD_LUNG), one)).containsExactly(one);
  }

  @Test
  void luna16IsLeftOutForNodulesOnly() {
    ImageEntry one = entry("luna16/1.3.6", Part.NONE);
    assertThat(left(Kind.LUNA16, List.of(Downstream.NODULEMNIST3D), one)).isEmpty();
    assertThat(left(Kind.LUNA16, List.of(Downstream.ORGANMNIST3D), one)).containsExactly(one);
  }

  @Test
  void aDownstreamSetIsNoPretrainingSetButForItsOfficialTrainingPart() {
    ImageEntry liver = entry("msd/liver_0", Part.NONE);
    ImageEntry spleen = entry("msd/spleen_2", Part.NONE);
    assertThat(left(Kind.MSD, List.of(Downstream.MSD_LIVER), liver, spleen))
        .containsExactly(spleen);
    ImageEntry training = entry("medmnist/adrenalmnist3d/train/0", Part.TRAINING);
    ImageEntry test = entry("medmnist/adrenalmnist3d/test/0", Part.TEST);
    assertThat(left(Kind.MEDMNIST, List.of(Downstream.ADRENALMNIST3D), training, test))
        .containsExactly(training);
    ImageEntry organ = entry("medmnist/organmnist3d/train/0", Part.TRAINING);
    assertThat(left(Kind.MEDMNIST, List.of(Downstream.MSD_LIVER), organ, training))
        .as("made of the same LiTS cases")
        .containsExactly(training);
    ImageEntry chest = entry("nih_chestxray14/00000001", Part.TRAINING);
    assertThat(left(Kind.NIH_CHESTXRAY14, List.of(Downstream.NIH_CHESTXRAY14), chest)).isEmpty();
  }

  @Test
  void collectionsThatShareNothingStay() {
    for (Kind kind :
        List.of(
            Kind.TCIA_COVID19,
            Kind.AMOS22,
            Kind.ISLES2022,
            Kind.TOTALSEGMENTATOR,
            Kind.VERSE2020,
            Kind.MIMIC_CXR_JPG,
            Kind.FOLDER)) {
      ImageEntry one = entry("any/1", Part.TEST);
      assertThat(left(kind, List.of(Downstream.ALL), one)).as("%s", kind).containsExactly(one);
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void aSourceMaySayOtherwiseAndNothingLeftIsAnError(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("subset0"));
    Files.writeString(folder.resolve("subset0/1.2.mhd"), "");
    Files.writeString(folder.resolve("subset0/1.2.raw"), "");
    SourceConfig luna = SourceConfig.of("luna", Kind.LUNA16, folder.toString());
    assertThatThrownBy(() -> CollectionScan.forPretraining(data(luna)))
        .hasMessageContaining("no image is left")
        .hasMessageContaining("LIDC-IDRI")
        .hasMessageContaining("excludeOverlap: false");
    SourceConfig allowed =
        new SourceConfig(
            "luna",
            Kind.LUNA16,
            folder.toString(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            1,
            "",
            false);
    assertThat(CollectionScan.forPretraining(data(allowed)).entries()).hasSize(1);
    assertThat(CollectionScan.of(List.of(luna)).entries()).hasSize(1);
  }

  @Test
  void whatIsMadeOfTheSameScansIsKnownWhateverTheConfigurationTakes(@TempDir Path folder)
      throws Exception {
    Files.createDirectories(folder.resolve("subset0"));
    String uid = "1.3.6.1.4.1.14519.5.2.1.6279.6001.105756658031515062000744821260";
    Files.writeString(
        folder.resolve("subset0/" + uid + ".mhd"), "ElementDataFile = " + uid + ".raw");
    Files.writeString(folder.resolve("subset0/" + uid + ".raw"), "x");
    SourceConfig luna = SourceConfig.of("luna", Kind.LUNA16, folder.toString());
    DataConfig data = new DataConfig(List.of(luna), List.of(), 0, 1, 0, 1, List.of("nobody"), "");
    Manifest pool = CollectionScan.forPretraining(data);
    assertThat(pool.entries()).hasSize(1);
    assertThat(CollectionScan.sharedWith(data, pool, Set.of(Downstream.NODULEMNIST3D))).hasSize(1);
    assertThat(CollectionScan.sharedWith(data, pool, Set.of(Downstream.MSD_LIVER))).isEmpty();
    assertThat(CollectionScan.setsOf(luna, pool.entries())).isEmpty();
  }

  @Test
  void namedSubjectsAreLeftOut(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("ct"));
    Files.writeString(folder.resolve("ct/a_1.nii.gz"), "x");
    Files.writeString(folder.resolve("ct/a_2.nii.gz"), "x");
    Files.writeString(folder.resolve("ct/b_1.nii.gz"), "x");
    SourceConfig source =
        new SourceConfig(
            "ct",
            Kind.FOLDER,
            folder.resolve("ct").toString(),
            List.of(),
            List.of(),
            Dimension.D3,
            Modality.CT,
            1,
            "(.)_");
    DataConfig data = new DataConfig(List.of(source), List.of(), 0, 1, 0, 1, List.of("a"), "");
    Manifest pool = CollectionScan.forPretraining(data);
    assertThat(pool.entries()).extracting(ImageEntry::subject).containsExactly("b");
    assertThat(pool.notes()).anyMatch(n -> n.startsWith("left out 2 images"));
  }

  private static DataConfig data(SourceConfig source) {
    return new DataConfig(List.of(source), List.of(Downstream.ALL), 0, 1, 0, 1);
  }
}
