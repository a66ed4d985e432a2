package org.cdssl.collection.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cdssl.collection.layout.Miniature.by;
import static org.cdssl.collection.layout.Miniature.paths;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.PreparedImage;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.numpy.NpzWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The downstream sets of METHOD E, each with its traps.
class DownstreamLayoutsTest {
  private static final ImageLoader LOADER = new ImageLoader(0, new Size3(1, 1, 1), Limits.DEFAULT);

  @TempDir Path temporary;
  private Miniature mini;

  @BeforeEach
  void folder() {
    mini = new Miniature(temporary);
  }

  /// A MedMNIST archive with 3, 1 and 2 images of the given shape; voxel k of image i has the value
  /// (i * 7 + k) mod 256.
  private void medMnist(String name, VoxelType labelType, int labelWidth, long... shape)
      throws IOException {
    NpzWriter npz = new NpzWriter();
    int first = 0;
    for (Map.Entry<String, Integer> part :
        List.of(Map.entry("train", 3), Map.entry("val", 1), Map.entry("test", 2))) {
      int n = part.getValue();
      int size = 1;
      long[] whole = new long[shape.length + 1];
      whole[0] = n;
      for (int a = 0; a < shape.length; a++) {
        whole[a + 1] = shape[a];
        size *= (int) shape[a];
      }
      float[] images = new float[n * size];
      float[] labels = new float[n * labelWidth];
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < size; k++) {
          images[i * size + k] = ((first + i) * 7 + k) % 256;
        }
        labels[i * labelWidth] = (first + i) % 2;
      }
      first += n;
      npz.add(part.getKey() + "_images", VoxelType.UINT8, images, whole);
      npz.add(part.getKey() + "_labels", labelType, labels, n, labelWidth);
    }
    npz.write(temporary.resolve(name));
  }

  private ScannedSource scan(String path) {
    return Miniature.scan(SourceConfig.of("s", Kind.MEDMNIST, temporary.resolve(path).toString()));
  }

  @Test
  void volumesOfMedMnistHaveTheirOfficialPartsAndAxes() throws IOException {
    medMnist("organmnist3d.npz", VoxelType.INT64, 1, 4, 5, 6);
    ScannedSource scanned = scan("organmnist3d.npz");
    assertThat(by(scanned, e -> e.part() + " " + e.subject()))
        .hasSize(6)
        .containsEntry("organmnist3d.npz#train_images@2", "TRAINING medmnist/organmnist3d/train/2")
        .containsEntry("organmnist3d.npz#val_images@0", "VALIDATION medmnist/organmnist3d/val/0")
        .containsEntry("organmnist3d.npz#test_images@1", "TEST medmnist/organmnist3d/test/1");
    assertThat(scanned.entries())
        .allMatch(e -> e.dimension() == Dimension.D3 && e.modality() == Modality.SCALED)
        .allMatch(e -> e.spacingMm() == 0);
    assertThat(by(scanned, ImageEntry::target))
        .containsEntry("organmnist3d.npz#train_images@1", new Target.ClassIndex(1))
        .containsEntry("organmnist3d.npz#test_images@0", new Target.ClassIndex(0));
    assertThat(scanned.classes()).hasSize(11).startsWith("liver", "kidney-right");
    ImageEntry last =
        scanned.entries().stream().filter(e -> e.id().endsWith("test_images@1")).findFirst().get();
    PreparedImage image = LOADER.decode(last);
    assertThat(List.of(image.nx(), image.ny(), image.nz())).containsExactly(6, 5, 4);
    for (int k = 0; k < 120; k++) { // value / 255, W fastest
      assertThat(image.intensity(k)).isEqualTo((5 * 7 + k) % 256 / 255f);
    }
  }

  @Test
  void flatImagesOfMedMnistMayBeColouredAndHaveFindings() throws IOException {
    medMnist("chestmnist.npz", VoxelType.UINT8, 14, 7, 5);
    medMnist("bloodmnist_64.npz", VoxelType.UINT8, 1, 7, 5, 3);
    ScannedSource chest = scan("chestmnist.npz");
    assertThat(chest.entries())
        .allMatch(e -> e.dimension() == Dimension.D2 && e.modality() == Modality.XRAY);
    Target.Findings findings =
        (Target.Findings) by(chest, ImageEntry::target).get("chestmnist.npz#train_images@1");
    assertThat(findings.present()).hasSize(14).startsWith(true, false);
    ScannedSource blood = scan("bloodmnist_64.npz");
    assertThat(blood.entries())
        .hasSize(6)
        .allMatch(e -> e.dimension() == Dimension.D2 && e.subject().contains("/bloodmnist/"));
    PreparedImage image = LOADER.decode(blood.entries().getFirst());
    assertThat(List.of(image.nx(), image.ny())).containsExactly(5, 7);
    ImageEntry second = by(blood, e -> e).get("bloodmnist_64.npz#train_images@1");
    // pixel 0 of image 1 is 7, 8, 9
    assertThat(LOADER.decode(second).intensity(0))
        .isCloseTo(
            (0.299f * 7 + 0.587f * 8 + 0.114f * 9) / 255,
            org.assertj.core.data.Offset.offset(1e-5f));
  }

  @Test
  void ofASetInTwoSizesTheLargerIsTakenAndOfAFolderAllSets() throws IOException {
    medMnist("nodulemnist3d.npz", VoxelType.UINT8, 1, 4, 4, 4);
    medMnist("nodulemnist3d_64.npz", VoxelType.UINT8, 1, 8, 8, 8);
    medMnist("mine.npz", VoxelType.UINT8, 1, 4, 4);
    ScannedSource scanned = scan("");
    assertThat(paths(scanned)).hasSize(12).containsOnly("nodulemnist3d_64.npz", "mine.npz");
    assertThat(scanned.classes()).as("labels of two sets").isEmpty();
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("nodulemnist3d.npz") && n.contains("larger"))
        .anyMatch(n -> n.contains("labels differ"))
        .anyMatch(n -> n.contains("no patients"));
    assertThat(scan("mine.npz").classes()).containsExactly("class 0", "class 1");
  }

  @Test
  void aLabelBeyondTheClassesOfASetIsRefused() throws IOException {
    NpzWriter npz = new NpzWriter();
    npz.add("train_images", VoxelType.UINT8, new float[8], 1, 2, 2, 2);
    npz.add("train_labels", VoxelType.UINT8, new float[] {2}, 1, 1);
    npz.write(temporary.resolve("vesselmnist3d.npz"));
    assertThatThrownBy(() -> scan("vesselmnist3d.npz"))
        .hasMessageContaining("3 classes")
        .hasMessageContaining("has 2");
  }

  @Test
  void labelsOfAnotherLengthThanTheImagesAreRefused() throws IOException {
    NpzWriter npz = new NpzWriter();
    npz.add("train_images", VoxelType.UINT8, new float[16], 2, 2, 2, 2);
    npz.add("train_labels", VoxelType.UINT8, new float[3], 3, 1);
    npz.write(temporary.resolve("vesselmnist3d.npz"));
    assertThatThrownBy(() -> scan("vesselmnist3d.npz")).hasMessageContaining("shape [2, 1]");
  }

  private static final String LIVER =
      """
      {"name": "Liver", "modality": {"0": "CT"},
       "labels": {"0": "background", "1": "liver", "2": "cancer"}, "numTraining": 2, "numTest": 1,
       "training": [{"image": "../../../etc/passwd", "label": "./labelsTr/liver_0.nii.gz"}],
       "test": ["./imagesTs/liver_1.nii.gz"]}
      """;

  @Test
  void msdPairsImagesWithMasksAndKeepsTheUnlabelledTestImages() throws IOException {
    mini.volumes("imagesTr/liver_0.nii.gz", "imagesTr/liver_11.nii.gz", "imagesTs/liver_1.nii.gz")
        .masks("labelsTr/liver_0.nii.gz", "labelsTr/liver_11.nii.gz")
        .macLitter("imagesTr/liver_0.nii.gz", "labelsTr/liver_0.nii.gz")
        .text("dataset.json", LIVER);
    ScannedSource scanned = mini.scan(Kind.MSD);
    assertThat(by(scanned, e -> e.subject() + " " + mini.mask(e)))
        .isEqualTo(
            Map.of(
                "imagesTr/liver_0.nii.gz", "msd/liver_0 labelsTr/liver_0.nii.gz",
                "imagesTr/liver_11.nii.gz", "msd/liver_11 labelsTr/liver_11.nii.gz",
                "imagesTs/liver_1.nii.gz", "msd/liver_1 "));
    assertThat(scanned.entries())
        .allMatch(e -> e.modality() == Modality.CT && e.part() == Part.NONE);
    assertThat(scanned.classes()).containsExactly("background", "liver", "cancer");
    assertThat(scanned.notes()).isEmpty();
  }

  @Test
  void msdWithSeveralChannelsListsEach() throws IOException {
    mini.volumes("imagesTr/prostate_00.nii.gz")
        .masks("labelsTr/prostate_00.nii.gz")
        .text(
            "dataset.json",
            """
            {"modality": {"0": "T2", "1": "ADC"}, "labels": {"0": "background", "1": "PZ"},
             "numTraining": 3}
            """);
    ScannedSource scanned = mini.scan(Kind.MSD);
    assertThat(scanned.entries())
        .extracting(ImageEntry::id)
        .containsExactly("s/imagesTr/prostate_00.nii.gz@0", "s/imagesTr/prostate_00.nii.gz@1");
    assertThat(scanned.entries())
        .allMatch(e -> e.modality() == Modality.MR && e.target() instanceof Target.Mask)
        .extracting(ImageEntry::subject)
        .containsOnly("msd/prostate_00");
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("names 3 training cases, imagesTr holds 1"));
  }

  @Test
  void msdNamesACaseWithoutMask() throws IOException {
    mini.volumes("imagesTr/liver_0.nii.gz").text("dataset.json", LIVER);
    ScannedSource scanned = mini.scan(Kind.MSD);
    assertThat(scanned.entries()).singleElement().matches(e -> e.target().equals(Target.NONE));
    assertThat(scanned.notes()).anyMatch(n -> n.contains("liver_0.nii.gz has no mask"));
  }

  private static final String HEADER_2017 =
      "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,"
          + "OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y],\n";

  private Miniature nih(String rows) throws IOException {
    return mini.png("images_001/images/00000001_000.png")
        .png("images_001/images/00000001_001.png")
        .rgba("images_012/images/00030805_000.png")
        .png("images_012/images/00000002_000.png")
        .png("images_012/copy/00000002_000.png")
        .png("preview.png")
        .text("Data_Entry_2017.csv", HEADER_2017 + rows);
  }

  private static final String ROWS_2017 =
      """
      00000001_000.png,Cardiomegaly|Emphysema,000,1,058Y,M,PA,2682,2749,0.143,0.143,
      00000001_001.png,No Finding,001,1,058Y,M,PA,2682,2749,0.143,0.143,
      00030805_000.png,Pleural_Thickening,000,30805,027Y,M,PA,2048,2500,0.171,0.171
      00009999_000.png,Hernia,000,9999,027Y,M,PA,2048,2500,0.171,0.171,,
      """;

  @Test
  void nihReadsTheTableOf2017WithItsTornHeader() throws IOException {
    nih(ROWS_2017);
    ScannedSource scanned = mini.scan(Kind.NIH_CHESTXRAY14);
    assertThat(by(scanned, ImageEntry::subject))
        .isEqualTo(
            Map.of(
                "images_001/images/00000001_000.png", "nih_chestxray14/00000001",
                "images_001/images/00000001_001.png", "nih_chestxray14/00000001",
                "images_012/images/00030805_000.png", "nih_chestxray14/00030805",
                "images_012/copy/00000002_000.png", "nih_chestxray14/00000002"));
    Map<String, Target> labels = by(scanned, ImageEntry::target);
    Target.Findings two = (Target.Findings) labels.get("images_001/images/00000001_000.png");
    assertThat(two.present().get(1)).isTrue();
    assertThat(two.present().get(10)).isTrue();
    assertThat(two.present().stream().filter(f -> f)).hasSize(2);
    assertThat(((Target.Findings) labels.get("images_001/images/00000001_001.png")).present())
        .hasSize(14)
        .containsOnly(false);
    assertThat(labels.get("images_012/copy/00000002_000.png")).isEqualTo(Target.NONE);
    assertThat(scanned.classes()).hasSize(14).startsWith("Atelectasis").endsWith("Hernia");
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("copies"))
        .anyMatch(n -> n.contains("preview.png"))
        .anyMatch(n -> n.contains("1 of 4 images are not in the table"))
        .anyMatch(n -> n.contains("1 of 4 images of the table are not there"));
    assertThat(LOADER.decode(by(scanned, e -> e).get("images_012/images/00030805_000.png")).flat())
        .isTrue();
  }

  @Test
  void nihTakesTheOfficialListsWhereTheyLieBesideTheTable() throws IOException {
    nih(ROWS_2017)
        .text("train_val_list.txt", "00000001_000.png\n00000001_001.png\n")
        .text("test_list.txt", "00030805_000.png\r\n");
    assertThat(by(mini.scan(Kind.NIH_CHESTXRAY14), ImageEntry::part))
        .containsEntry("images_001/images/00000001_000.png", Part.TRAINING)
        .containsEntry("images_012/images/00030805_000.png", Part.TEST)
        .containsEntry("images_012/copy/00000002_000.png", Part.NONE);
  }

  @Test
  void nihRefusesAnUnknownFindingAndAnotherPatient() throws IOException {
    nih("00000001_000.png,Cough,000,1,058Y,M,PA,2682,2749,0.143,0.143,\n");
    assertThatThrownBy(() -> mini.scan(Kind.NIH_CHESTXRAY14))
        .hasMessageContaining("line 2")
        .hasMessageContaining("unknown finding 'Cough'");
    nih("00000001_000.png,No Finding,000,7,058Y,M,PA,2682,2749,0.143,0.143,\n");
    assertThatThrownBy(() -> mini.scan(Kind.NIH_CHESTXRAY14))
        .hasMessageContaining("said to be of patient 7");
  }
}
