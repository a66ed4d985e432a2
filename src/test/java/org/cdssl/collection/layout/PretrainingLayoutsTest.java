package org.cdssl.collection.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cdssl.collection.layout.Miniature.by;
import static org.cdssl.collection.layout.Miniature.paths;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The nine pre-training collections of METHOD F, each with its traps.
class PretrainingLayoutsTest {
  @TempDir Path temporary;
  private Miniature mini;

  @BeforeEach
  void folder() {
    mini = new Miniature(temporary);
  }

  private static void allAre(ScannedSource scanned, Dimension dimension, Modality modality) {
    assertThat(scanned.entries())
        .allMatch(e -> e.dimension() == dimension && e.modality() == modality);
  }

  @Test
  void luna16TakesScansOfTheSubsetsAndNoLungMasks() throws IOException {
    mini.metaImage("subset0/1.3.6.1.10", false)
        .metaImage("subset0/1.3.6.1.11", true)
        .metaImage("subset9/subset9/1.3.6.1.12", false)
        .metaImage("seg-lungs-LUNA16/1.3.6.1.10", false)
        .metaImage("subset1/1.3.6.1.13", false)
        .text("annotations.csv", "seriesuid,coordX\n")
        .macLitter("subset0/1.3.6.1.10.mhd");
    Files.delete(temporary.resolve("subset1/1.3.6.1.13.raw"));
    ScannedSource scanned = mini.scan(Kind.LUNA16);
    assertThat(by(scanned, ImageEntry::subject))
        .isEqualTo(
            Map.of(
                "subset0/1.3.6.1.10.mhd", "luna16/1.3.6.1.10",
                "subset0/1.3.6.1.11.mhd", "luna16/1.3.6.1.11",
                "subset9/subset9/1.3.6.1.12.mhd", "luna16/1.3.6.1.12"));
    allAre(scanned, Dimension.D3, Modality.CT);
    assertThat(scanned.entries()).allMatch(e -> e.bytes() > 240 && e.target().equals(Target.NONE));
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("lung masks") && n.contains("seg-lungs-LUNA16"))
        .anyMatch(n -> n.contains("no .raw") && n.contains("1.3.6.1.13"));
  }

  @Test
  void ribFracTakesPartsFromFoldersAndNoFractureNumbers() throws IOException {
    mini.volumes(
            "ribfrac-train-images-1/Part1/RibFrac1-image.nii.gz",
            "ribfrac-train-images-2/Part2/RibFrac301-image.nii.gz",
            "ribfrac-val-images/RibFrac421-image.nii.gz",
            "ribfrac-test-images/RibFrac501-image.nii.gz",
            "unsorted/RibFrac7-image.nii.gz")
        .masks("ribfrac-train-labels-1/Part1/RibFrac1-label.nii.gz")
        .text("ribfrac-train-info-1.csv", "public_id,label_id,label_code\n");
    ScannedSource scanned = mini.scan(Kind.RIBFRAC);
    assertThat(by(scanned, ImageEntry::part))
        .isEqualTo(
            Map.of(
                "ribfrac-train-images-1/Part1/RibFrac1-image.nii.gz", Part.TRAINING,
                "ribfrac-train-images-2/Part2/RibFrac301-image.nii.gz", Part.TRAINING,
                "ribfrac-val-images/RibFrac421-image.nii.gz", Part.VALIDATION,
                "ribfrac-test-images/RibFrac501-image.nii.gz", Part.TEST,
                "unsorted/RibFrac7-image.nii.gz", Part.NONE));
    allAre(scanned, Dimension.D3, Modality.CT);
    assertThat(scanned.entries()).allMatch(e -> e.target().equals(Target.NONE));
    assertThat(scanned.entries().getFirst().subject()).isEqualTo("ribfrac/RibFrac501");
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("number fractures"))
        .anyMatch(n -> n.contains("no official part"));
  }

  @Test
  void followUpsOfCovid19AreOfOnePatient() throws IOException {
    String deep = "CT_Images/COVID-19/";
    mini.volumes(
            deep + "volume-covid19-A-0001.nii.gz",
            deep + "volume-covid19-A-0001_day012.nii.gz",
            deep + "volume-covid19-A-0002.nii.gz",
            deep + "volume-covid19-A-0003_ct.nii.gz",
            deep + "other.nii.gz",
            "copy/volume-covid19-A-0002.nii.gz")
        .masks(deep + "volume-covid19-A-0003_seg.nii.gz");
    ScannedSource scanned = mini.scan(Kind.TCIA_COVID19);
    assertThat(by(scanned, ImageEntry::subject))
        .isEqualTo(
            Map.of(
                deep + "volume-covid19-A-0001.nii.gz", "tcia_covid19/A-0001",
                deep + "volume-covid19-A-0001_day012.nii.gz", "tcia_covid19/A-0001",
                deep + "volume-covid19-A-0002.nii.gz", "tcia_covid19/A-0002"));
    allAre(scanned, Dimension.D3, Modality.CT);
    assertThat(scanned.notes())
        .hasSize(3)
        .anyMatch(n -> n.contains("2 files") && n.contains("challenge"))
        .anyMatch(n -> n.contains("copies") && n.contains("copy/"))
        .anyMatch(n -> n.contains("other.nii.gz"));
  }

  @Test
  void amosNumbersTellCtFromMrAndTwoArePublishedCorrupt() throws IOException {
    String in = "amos22/amos22/";
    mini.volumes(
            in + "imagesTr/amos_0001.nii.gz",
            in + "imagesTr/amos_0507.nii.gz",
            in + "imagesVa/amos_0500.nii.gz",
            in + "imagesTs/amos_0600.nii.gz",
            "amos22_unlabeled_ct_5400_5899/amos_5400.nii.gz",
            "amos22_unlabeled_ct_5400_5899/amos_5437.nii.gz",
            "amos22_unlabeled_ct_5400_5899/amos_5514.nii.gz",
            "amos22/imagesTr/amos_0700.nii.gz")
        .masks(in + "labelsTr/amos_0001.nii.gz", in + "labelsVa/amos_0500.nii.gz")
        .text(in + "dataset.json", "{}")
        .macLitter(in + "imagesTr/amos_0001.nii.gz");
    ScannedSource scanned = mini.scan(Kind.AMOS22);
    assertThat(by(scanned, e -> e.modality() + " " + e.part() + " " + mini.mask(e)))
        .isEqualTo(
            Map.of(
                in + "imagesTr/amos_0001.nii.gz",
                "CT TRAINING " + in + "labelsTr/amos_0001.nii.gz",
                in + "imagesTr/amos_0507.nii.gz",
                "MR TRAINING ",
                in + "imagesVa/amos_0500.nii.gz",
                "CT VALIDATION " + in + "labelsVa/amos_0500.nii.gz",
                in + "imagesTs/amos_0600.nii.gz",
                "MR TEST ",
                "amos22_unlabeled_ct_5400_5899/amos_5400.nii.gz",
                "CT NONE "));
    assertThat(scanned.classes()).hasSize(16).startsWith("background", "spleen");
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("corrupt") && n.contains("5437") && n.contains("5514"))
        .anyMatch(n -> n.contains("no modality") && n.contains("amos_0700"));
  }

  @Test
  void aStatedModalityChoosesThePartOfAmosThatHasIt() throws IOException {
    mini.volumes("imagesTr/amos_0001.nii.gz", "imagesTr/amos_0507.nii.gz");
    SourceConfig mr =
        new SourceConfig(
            "s",
            Kind.AMOS22,
            temporary.toString(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.of(Modality.MR),
            1,
            "",
            true);
    ScannedSource scanned = Miniature.scan(mr);
    assertThat(paths(scanned)).containsExactly("imagesTr/amos_0507.nii.gz");
    assertThat(scanned.notes()).anyMatch(n -> n.contains("asks for mr"));
  }

  @Test
  void islesIsReadWhateverTheFoldersAndCapitals() throws IOException {
    String one = "rawdata/sub-strokecase0001/ses-0001/";
    String two = "SUB-strokecase0002_ses-0001_DWI.nii.gz/";
    mini.volumes(
            one + "dwi/sub-strokecase0001_ses-0001_dwi.nii.gz",
            one + "dwi/sub-strokecase0001_ses-0001_adc.nii.gz",
            one + "anat/sub-strokecase0001_ses-0001_FLAIR.nii.gz",
            two + "SUB-strokecase0002_ses-0001_DWI.nii.gz")
        .masks("derivatives/sub-strokecase0001/ses-0001/sub-strokecase0001_ses-0001_msk.nii.gz");
    ScannedSource scanned = mini.scan(Kind.ISLES2022);
    String mask = "derivatives/sub-strokecase0001/ses-0001/sub-strokecase0001_ses-0001_msk.nii.gz";
    assertThat(by(scanned, e -> e.subject() + " " + mini.mask(e)))
        .isEqualTo(
            Map.of(
                one + "dwi/sub-strokecase0001_ses-0001_dwi.nii.gz",
                "isles2022/strokecase0001 " + mask,
                one + "dwi/sub-strokecase0001_ses-0001_adc.nii.gz",
                "isles2022/strokecase0001 " + mask,
                one + "anat/sub-strokecase0001_ses-0001_FLAIR.nii.gz",
                "isles2022/strokecase0001 ",
                two + "SUB-strokecase0002_ses-0001_DWI.nii.gz",
                "isles2022/strokecase0002 "));
    allAre(scanned, Dimension.D3, Modality.MR);
    assertThat(scanned.classes()).containsExactly("background", "infarct");
    assertThat(scanned.notes()).isEmpty();
  }

  @Test
  void abdomenCt1kPairsImagesWithMasksOfAnotherName() throws IOException {
    mini.volumes(
            "AbdomenCT-1K-ImagePart1/AbdomenCT-1K-ImagePart1/Case_00001_0000.nii.gz",
            "AbdomenCT-1K-ImagePart2/Case_00300_0000.nii.gz",
            "AbdomenCT-1K-ImagePart3/Case_01063_0000.nii.gz")
        .masks("Mask/Case_00001.nii.gz", "Mask/Case_00300.nii.gz");
    ScannedSource scanned = mini.scan(Kind.ABDOMENCT1K);
    assertThat(scanned.entries())
        .extracting(ImageEntry::subject)
        .containsExactly(
            "abdomenct1k/Case_00001", "abdomenct1k/Case_00300", "abdomenct1k/Case_01063");
    assertThat(scanned.entries())
        .extracting(mini::mask)
        .containsExactly("Mask/Case_00001.nii.gz", "Mask/Case_00300.nii.gz", "");
    allAre(scanned, Dimension.D3, Modality.CT);
    assertThat(scanned.classes())
        .containsExactly("background", "liver", "kidney", "spleen", "pancreas");
  }

  @Test
  void totalSegmentatorReadsItsTableWithSemicolonsAndPassesOverMasks() throws IOException {
    mini.volumes("s0000/ct.nii.gz", "s0001/ct.nii.gz", "s0003/ct.nii.gz", "s0003/mri.nii.gz")
        .masks("s0000/segmentations/liver.nii.gz", "s0000/segmentations/ct.nii.gz")
        .text(
            "meta.csv",
            """
            \ufeffimage_id;age;gender;institute;study_type;split
            s0000;61;m;C;"ct; abdomen";train
            s0001;70;f;A;ct thorax;val
            s0002;50;f;A;ct;train
            s0003;50;f;A;ct;test
            """);
    ScannedSource scanned = mini.scan(Kind.TOTALSEGMENTATOR);
    assertThat(by(scanned, e -> e.subject() + " " + e.modality() + " " + e.part()))
        .isEqualTo(
            Map.of(
                "s0000/ct.nii.gz", "totalsegmentator/s0000 CT TRAINING",
                "s0001/ct.nii.gz", "totalsegmentator/s0001 CT VALIDATION",
                "s0003/ct.nii.gz", "totalsegmentator/s0003 CT TEST",
                "s0003/mri.nii.gz", "totalsegmentator/mr-s0003 MR TEST"));
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("1 of 4 subjects") && n.contains("s0002"))
        .anyMatch(n -> n.contains("segmentations/ct.nii.gz"))
        .noneMatch(n -> n.contains("61"));
  }

  @Test
  void verseKnowsPatientsWithSeveralScansInBothLayouts() throws IOException {
    String raw = "dataset-01training/rawdata/";
    String derived = "dataset-01training/derivatives/";
    mini.volumes(
            raw + "sub-verse004/sub-verse004_ct.nii.gz",
            raw + "sub-verse401/sub-verse401_split-verse253_ct.nii.gz",
            raw + "sub-verse401/sub-verse401_split-verse260_ct.nii.gz",
            "dataset-03test/rawdata/sub-gl003/sub-gl003_dir-ax_ct.nii.gz",
            "challenge/verse253.nii.gz",
            "challenge/verse900.nii.gz")
        .masks(
            derived + "sub-verse004/sub-verse004_seg-vert_msk.nii.gz",
            derived + "sub-verse401/sub-verse401_split-verse253_seg-vert_msk.nii.gz",
            "dataset-03test/derivatives/sub-gl003/sub-gl003_dir-ax_seg-vert_msk.nii.gz",
            "challenge/verse900_seg.nii.gz")
        .text(derived + "sub-verse004/sub-verse004_seg-subreg_ctd.json", "[]");
    ScannedSource scanned = mini.scan(Kind.VERSE2020);
    assertThat(by(scanned, e -> e.subject() + " " + e.part()))
        .containsAllEntriesOf(
            Map.of(
                raw + "sub-verse004/sub-verse004_ct.nii.gz",
                "verse2020/verse004 TRAINING",
                raw + "sub-verse401/sub-verse401_split-verse260_ct.nii.gz",
                "verse2020/verse401 TRAINING",
                "dataset-03test/rawdata/sub-gl003/sub-gl003_dir-ax_ct.nii.gz",
                "verse2020/gl003 TEST",
                "challenge/verse900.nii.gz",
                "verse2020/verse900 NONE"))
        .hasSize(5);
    assertThat(by(scanned, mini::mask))
        .containsEntry(
            "dataset-03test/rawdata/sub-gl003/sub-gl003_dir-ax_ct.nii.gz",
            "dataset-03test/derivatives/sub-gl003/sub-gl003_dir-ax_seg-vert_msk.nii.gz")
        .containsEntry("challenge/verse900.nii.gz", "challenge/verse900_seg.nii.gz")
        .containsEntry(raw + "sub-verse401/sub-verse401_split-verse260_ct.nii.gz", "");
    assertThat(scanned.classes()).hasSize(29).endsWith("T13");
    assertThat(scanned.notes()).singleElement().asString().contains("copies");
  }

  private static final String DICOM_A = "02aa804e-bde0afdd-112c0b34-7bc16630-4e384014";
  private static final String DICOM_B = "174413ec-4ec4c1f7-34ea26b7-c5f994f8-79ef1962";
  private static final String DICOM_C = "2a2277a9-b0ded155-c0de8eb9-c124d10e-82c5caab";
  private static final String FIRST = "files/p10/p10000032/s50414267/";
  private static final String SECOND = "files/p10/p10000764/s57375967/";

  private void mimic(String subjectOfB) throws IOException {
    String chexpert = String.join(",", MimicCxrJpgLayout.FINDINGS);
    mini.jpegs(FIRST + DICOM_A + ".jpg", FIRST + DICOM_B + ".jpg", SECOND + DICOM_C + ".jpg")
        .jpegs("files/thumbnail.jpg")
        .text("files/p10/p10000032/s50414267.txt", "FINAL REPORT")
        .text("files/index.html", "<html>")
        .text(
            "mimic-cxr-2.0.0-metadata.csv.gz",
            "dicom_id,subject_id,study_id,ViewPosition\n"
                + (DICOM_A + ",10000032,50414267,PA\n")
                + (DICOM_B + "," + subjectOfB + ",50414267,LATERAL\n")
                + (DICOM_C + ",10000764,57375967,AP\n"))
        .text(
            "mimic-cxr-2.0.0-split.csv.gz",
            "dicom_id,study_id,subject_id,split\n"
                + (DICOM_A + ",50414267,10000032,train\n")
                + (DICOM_B + ",50414267,10000032,train\n")
                + (DICOM_C + ",57375967,10000764,validate\n")
                + "00000000-00000000-00000000-00000000-00000000,1,2,test\n")
        .text(
            "mimic-cxr-2.0.0-chexpert.csv.gz",
            "subject_id,study_id," + chexpert + "\n10000032,50414267,1.0,,-1.0,0.0,,,,,,,,,1.0,\n");
  }

  @Test
  void mimicJoinsItsTablesOnImageAndStudy() throws IOException {
    mimic("10000032");
    ScannedSource scanned = mini.scan(Kind.MIMIC_CXR_JPG);
    assertThat(by(scanned, e -> e.subject() + " " + e.part()))
        .isEqualTo(
            Map.of(
                FIRST + DICOM_A + ".jpg", "mimic_cxr_jpg/p10000032 TRAINING",
                FIRST + DICOM_B + ".jpg", "mimic_cxr_jpg/p10000032 TRAINING",
                SECOND + DICOM_C + ".jpg", "mimic_cxr_jpg/p10000764 VALIDATION"));
    allAre(scanned, Dimension.D2, Modality.XRAY);
    Target.Findings findings = (Target.Findings) scanned.entries().getFirst().target();
    assertThat(findings.present().stream().filter(f -> f)).hasSize(2);
    assertThat(findings.present().get(0)).isTrue();
    assertThat(findings.present().get(12)).isTrue();
    assertThat(scanned.entries().getLast().target()).isEqualTo(Target.NONE);
    assertThat(scanned.notes())
        .anyMatch(n -> n.contains("split table names 1 images that are not there"))
        .anyMatch(n -> n.contains("thumbnail.jpg"));
  }

  @Test
  void aTableOfMimicThatNamesAnotherPatientIsRefused() throws IOException {
    mimic("10000764");
    assertThatThrownBy(() -> mini.scan(Kind.MIMIC_CXR_JPG))
        .hasMessageContaining("metadata")
        .hasMessageContaining("line 3")
        .hasMessageContaining("subject 10000764");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FOLDER")
  void aFolderOfAnotherLayoutIsRefusedWithWhatIsExpected(Kind kind) throws IOException {
    mini.volumes("a/b.nii.gz").png("c.png").text("d.csv", "x\n").text("e.txt", "");
    assertThatThrownBy(() -> mini.scan(kind))
        .isInstanceOf(CdsslException.class)
        .satisfies(e -> assertThat(((CdsslException) e).kind()).isEqualTo(CdsslException.Kind.DATA))
        .hasMessageContaining(kind == Kind.MSD ? "dataset.json" : "expected ");
  }

  @Test
  void patternsChooseFilesOfAKnownLayoutToo() throws IOException {
    mini.volumes("imagesTr/amos_0001.nii.gz", "imagesVa/amos_0002.nii.gz");
    SourceConfig source =
        new SourceConfig(
            "s",
            Kind.AMOS22,
            temporary.toString(),
            List.of(),
            List.of("imagesVa/**"),
            Optional.empty(),
            Optional.empty(),
            1,
            "",
            true);
    assertThat(paths(Miniature.scan(source))).containsExactly("imagesTr/amos_0001.nii.gz");
  }

  @Test
  void aLinkOutOfTheCollectionIsNotFollowed() throws IOException {
    Miniature outside = new Miniature(temporary.resolve("outside"));
    outside.volumes("amos_0002.nii.gz");
    Miniature inside = new Miniature(temporary.resolve("inside"));
    inside.volumes("imagesTr/amos_0001.nii.gz");
    Files.createSymbolicLink(
        inside.root.resolve("imagesTr/amos_0002.nii.gz"), outside.root.resolve("amos_0002.nii.gz"));
    ScannedSource scanned = inside.scan(Kind.AMOS22);
    assertThat(paths(scanned)).containsExactly("imagesTr/amos_0001.nii.gz");
    assertThat(scanned.notes()).singleElement().asString().contains("link out of the folder");
  }
}
