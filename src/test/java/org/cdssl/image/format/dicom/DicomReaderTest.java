package org.cdssl.image.format.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.image.Image2d;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.ImageHeader;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomReaderTest {
  @TempDir Path folder;

  private Path file(DicomWriter dicom) throws IOException {
    return Files.write(folder.resolve("image"), dicom.write());
  }

  private float[] voxels(DicomWriter dicom) throws IOException {
    return CompressedDicomTest.voxels(file(dicom));
  }

  private Image2d xray(DicomWriter dicom) throws IOException {
    return ((LoadedImage.Flat) ImageFiles.read(file(dicom))).image();
  }

  @Test
  void everyUncompressedSyntaxIsReadWithAndWithoutFileMetaInformation() throws IOException {
    for (String syntax :
        List.of(
            DicomWriter.IMPLICIT, DicomWriter.EXPLICIT, DicomWriter.DEFLATED, DicomWriter.BIG)) {
      DicomWriter dicom = new DicomWriter().syntax(syntax);
      dicom
          .text(0x00080060, "CS", "CT")
          .us(0x00280002, 1)
          .us(0x00280010, 2)
          .us(0x00280011, 3)
          .bits(16, 12, true)
          .pixels(0, 1, 0x7ff, 0x800, 0xfff, 0xf001);
      assertThat(voxels(dicom)).as(syntax).containsExactly(0, 1, 2047, -2048, -1, 1);
      if (!syntax.equals(DicomWriter.DEFLATED)) {
        assertThat(voxels(dicom.withoutPreamble())).containsExactly(0, 1, 2047, -2048, -1, 1);
      }
    }
  }

  @Test
  void valuesAreRescaledAndTheirTypeIsTheSmallestThatHoldsThem() throws IOException {
    DicomWriter dicom =
        DicomWriter.image(2, 1)
            .text(0x00281052, "DS", "-1024")
            .text(0x00281053, "DS", "1")
            .pixels(0, 4095);
    assertThat(voxels(dicom)).containsExactly(-1024, 3071);
    assertThat(ImageFiles.readHeader(file(dicom)).type()).isEqualTo(VoxelType.INT16);
    dicom.text(0x00281053, "DS", "0.5");
    assertThat(voxels(dicom)).containsExactly(-1024, 1023.5f);
    assertThat(ImageFiles.readHeader(file(dicom)).type()).isEqualTo(VoxelType.FLOAT32);
  }

  @Test
  void aRadiographIsOnTheScaleOfItsBitsAndBoneIsBright() throws IOException {
    DicomWriter dicom =
        DicomWriter.image(2, 1)
            .text(0x00080060, "CS", "DX")
            .text(0x00280004, "CS", "MONOCHROME1")
            .pixels(0, 4000);
    assertThat(voxels(dicom)).as("as the format defines").containsExactly(0, 4000);
    Image2d image = xray(dicom);
    assertThat(image.pixels()).containsExactly(4095, 95);
    assertThat(image.fullScale()).isEqualTo(4095);
    assertThat(ImageFiles.readHeader(file(dicom)).format()).contains("MONOCHROME1 (inverted");
    dicom.text(0x00281053, "DS", "2").text(0x00281052, "DS", "100");
    assertThat(voxels(dicom)).containsExactly(100, 8100);
    assertThat(xray(dicom).pixels()).containsExactly(8190, 190);
    assertThat(xray(dicom.text(0x00280004, "CS", "MONOCHROME2")).pixels()).containsExactly(0, 8000);
  }

  @Test
  void aCtOfMonochrome1IsNotInverted() throws IOException {
    DicomWriter dicom =
        DicomWriter.image(2, 1).text(0x00280004, "CS", "MONOCHROME1").pixels(0, 4000);
    assertThat(xray(dicom).pixels()).containsExactly(0, 4000);
  }

  @Test
  void coloursBecomeLuma() throws IOException {
    DicomWriter rgb = DicomWriter.image(2, 1).us(0x00280002, 3).bits(8, 8, false);
    rgb.text(0x00280004, "CS", "RGB").us(0x00280006, 0).bytes(255, 0, 0, 7, 7, 7);
    assertThat(voxels(rgb)).containsExactly((float) (0.299 * 255), 7);
    assertThat(voxels(rgb.us(0x00280006, 1).bytes(255, 7, 0, 7, 0, 7)))
        .as("planar")
        .containsExactly((float) (0.299 * 255), 7);
    assertThat(voxels(rgb.text(0x00280004, "CS", "YBR_FULL").us(0x00280006, 0)))
        .as("luma is Y")
        .containsExactly(255, 7);
    assertThat(voxels(rgb.text(0x00280004, "CS", "YBR_FULL_422").bytes(9, 8, 128, 128)))
        .containsExactly(9, 8);
  }

  @Test
  void palettesBecomeLuma() throws IOException {
    DicomWriter dicom = DicomWriter.image(4, 1).bits(8, 8, false).bytes(0, 1, 2, 9);
    dicom.text(0x00280004, "CS", "PALETTE COLOR");
    for (int c = 0; c < 3; c++) {
      dicom.us(0x00281101 + c, 3, 1, 16).us(0x00281201 + c, 10, c == 1 ? 2000 : 1000, 30);
    }
    float middle = (float) (0.299 * 1000 + 0.587 * 2000 + 0.114 * 1000);
    assertThat(voxels(dicom)).containsExactly(10, 10, middle, 30);
    assertThat(xray(dicom.text(0x00080060, "CS", "OT")).fullScale()).isEqualTo(65535);
  }

  @Test
  void aModalityLutReplacesTheRescale() throws IOException {
    DicomWriter lut = new DicomWriter().us(0x00283002, 3, 0xfffe, 16).us(0x00283006, 5, 6, 7);
    DicomWriter dicom = DicomWriter.image(4, 1).bits(16, 12, true).sequence(0x00283000, lut);
    assertThat(voxels(dicom.pixels(-5, -2, -1, 9))).containsExactly(5, 5, 6, 7);
  }

  @Test
  void aSliceWithAPlaceIsAVolumeInRas() throws IOException {
    DicomWriter dicom =
        DicomWriter.image(2, 1).at(-10, -20, 30).text(0x00180050, "DS", "3").pixels(1, 2);
    ImageHeader header = ImageFiles.readHeader(file(dicom));
    assertThat(header.sizeText()).isEqualTo("2 x 1 x 1");
    assertThat(header.geometry().orElseThrow().affine())
        .containsExactly(-0.75, 0, 0, 10, 0, -0.5, 0, 20, 0, 0, 3, 30, 0, 0, 0, 1);
  }

  @Test
  void enhancedFramesAreOrderedByPositionAndEachRescaled() throws IOException {
    DicomWriter[] groups = new DicomWriter[3];
    for (int i = 0; i < 3; i++) {
      groups[i] =
          new DicomWriter()
              .sequence(
                  0x00209113, new DicomWriter().text(0x00200032, "DS", "0\\0\\" + (10 - 2 * i)))
              .sequence(
                  0x00289145,
                  new DicomWriter().text(0x00281052, "DS", "" + i).text(0x00281053, "DS", "10"));
    }
    DicomWriter shared =
        new DicomWriter()
            .sequence(0x00209116, new DicomWriter().text(0x00200037, "DS", "1\\0\\0\\0\\1\\0"))
            .sequence(0x00289110, new DicomWriter().text(0x00280030, "DS", "1\\1"));
    DicomWriter dicom =
        DicomWriter.image(1, 1)
            .text(0x00280008, "IS", "3")
            .sequence(0x52009229, shared)
            .sequence(0x52009230, groups)
            .pixels(1, 2, 3);
    ImageHeader header = ImageFiles.readHeader(file(dicom));
    assertThat(header.nz()).isEqualTo(3);
    assertThat(header.frames()).isEqualTo(1);
    assertThat(header.geometry().orElseThrow().spacingMm()).containsExactly(1, 1, 2);
    assertThat(voxels(dicom)).containsExactly(32, 21, 10);
  }

  @Test
  void framesWithoutAPlaceAreChosenOneByOne() throws IOException {
    DicomWriter dicom = DicomWriter.image(1, 1).text(0x00280008, "IS", "2").pixels(5, 6);
    Path file = file(dicom);
    assertThatThrownBy(() -> ImageFiles.read(file)).hasMessageContaining("has 2 frames");
    assertThat(ImageFiles.readHeader(file).frames()).isEqualTo(2);
    LoadedImage second =
        ImageFiles.readerOf(file).read(file, 1, org.cdssl.image.format.Limits.DEFAULT);
    assertThat(((LoadedImage.Flat) second).image().pixels()).containsExactly(6);
  }

  @Test
  void unknownSequencesAreWalkedAndDeepOnesRefused() throws IOException {
    DicomWriter inner = new DicomWriter().text(0x00100010, "PN", "x");
    for (int i = 0; i < 10; i++) {
      inner = new DicomWriter().sequence(0x00091001, inner);
    }
    DicomWriter dicom = DicomWriter.image(1, 1).sequence(0x00091002, inner).pixels(3);
    assertThat(voxels(dicom)).containsExactly(3);
    for (int i = 0; i < 5000; i++) {
      inner = new DicomWriter().sequence(0x00091001, inner);
      if (i == 30) {
        break;
      }
    }
    DicomWriter deep = DicomWriter.image(1, 1).sequence(0x00091002, inner).pixels(3);
    assertThatThrownBy(() -> voxels(deep))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void filesWithoutAnImageSayWhatTheyAre() throws IOException {
    DicomWriter report = new DicomWriter().text(0x00080060, "CS", "SR");
    assertThatThrownBy(() -> voxels(report)).hasMessageContaining("modality SR");
    DicomWriter cut = DicomWriter.image(100, 100).pixels(1, 2);
    assertThatThrownBy(() -> voxels(cut)).hasMessageContaining("need 20000 bytes");
  }

  @Test
  void burnedInTextIsFlagged() throws IOException {
    DicomWriter dicom = DicomWriter.image(1, 1).text(0x00280301, "CS", "YES").pixels(1);
    assertThat(ImageFiles.readHeader(file(dicom)).remarks())
        .extracting(ImageHeader.Remark::kind)
        .containsExactly(ImageHeader.Remark.Kind.BURNED_IN_ANNOTATION);
  }
}
