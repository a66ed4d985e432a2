package org.cdssl.image.format.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cdssl.image.Volume;
import org.cdssl.image.format.FormatException;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.LoadedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomSeriesTest {
  @TempDir Path folder;
  private int files;

  /// A 2x1 slice; file names and instance numbers run against the position.
  private DicomWriter slice(double x, double y, double z, int value) throws IOException {
    return DicomWriter.image(2, 1)
        .at(x, y, z)
        .text(0x00080018, "UI", "2.25.9." + files)
        .text(0x00200013, "IS", "" + (1000 - files))
        .pixels(value, value + 1);
  }

  private void add(DicomWriter dicom) throws IOException {
    Files.write(folder.resolve("%03d".formatted(900 - files++)), dicom.write());
  }

  private void stack(double... heights) throws IOException {
    for (double z : heights) {
      add(slice(0, 0, z, (int) Math.round(10 * z)));
    }
  }

  private Volume volume() throws IOException {
    return ((LoadedImage.Solid) ImageFiles.read(folder)).volume();
  }

  private static void assertRefused(ThrowingCallable read, String... reasons) {
    assertThatThrownBy(read).isInstanceOf(FormatException.class).hasMessageContainingAll(reasons);
  }

  @Test
  void slicesAreSortedByPositionAndLieInRas() throws IOException {
    stack(7.5, 2.5, 5, 10);
    Volume volume = volume();
    assertThat(volume.voxels()).containsExactly(25, 26, 50, 51, 75, 76, 100, 101);
    assertThat(volume.geometry().affine())
        .containsExactly(-0.75, 0, 0, 0, 0, -0.5, 0, 0, 0, 0, 2.5, 2.5, 0, 0, 0, 1);
    DicomSeries series = DicomSeries.find(folder).series().getFirst();
    assertThat(series.files()).hasSize(4);
    assertThat(series.id()).matches("[0-9a-f]{16}");
    assertThat(series.readHeader(Limits.DEFAULT).format()).contains("series of 4 files");
  }

  @Test
  void aMissingSliceIsInterpolated() throws IOException {
    stack(0, 1, 2, 4, 5, 6);
    Volume volume = volume();
    assertThat(volume.nz()).isEqualTo(7);
    assertThat(volume.at(0, 0, 3)).isEqualTo(30);
    assertThat(volume.at(0, 0, 4)).isEqualTo(40);
    assertThat(ImageFiles.readHeader(folder).remarks().toString()).contains("interpolated");
  }

  @Test
  void roundedPositionsAreTakenAsTheyAre() throws IOException {
    stack(0, 1.01, 1.99, 3);
    assertThat(volume().nz()).isEqualTo(4);
    assertThat(volume().at(0, 0, 1)).isEqualTo(10);
    assertThat(ImageFiles.readHeader(folder).remarks()).isEmpty();
  }

  @Test
  void mildlyUnevenSpacingIsInterpolatedToTheMedian() throws IOException {
    stack(0, 1, 2.2, 3, 4, 5);
    Volume volume = volume();
    assertThat(volume.nz()).isEqualTo(6);
    for (int z = 0; z < 6; z++) {
      assertThat(volume.at(0, 0, z)).isCloseTo(10 * z, within(1e-4f));
    }
  }

  @Test
  void largeGapsAreRefused() throws IOException {
    stack(0, 1, 2, 9, 10);
    assertRefused(this::volume, "unevenly spaced", "gaps of 1.000 to 7.000 mm");
  }

  @Test
  void twoSlicesAtOnePositionAreRefusedButACopyIsNot() throws IOException {
    stack(0, 1, 2);
    DicomWriter copy = slice(0, 0, 3, 30);
    add(copy);
    Files.write(folder.resolve("copy.dcm"), copy.write());
    assertThat(volume().nz()).isEqualTo(4);
    add(slice(0, 0, 2, 99));
    assertRefused(this::volume, "1 of 5 slices at the position of another");
  }

  @Test
  void gantryTiltIsNamedAndKeptInTheAffine() throws IOException {
    for (int z = 0; z < 4; z++) {
      add(slice(0, -z * Math.tan(Math.toRadians(12)), z, z));
    }
    assertThat(ImageFiles.readHeader(folder).remarks().toString())
        .contains("gantry tilt of 12.0 degrees");
    assertThat(volume().geometry().at(1, 2)).isCloseTo(Math.tan(Math.toRadians(12)), within(1e-12));
    assertThat(volume().geometry().at(2, 2)).isEqualTo(1);
    files = 500;
    add(slice(0, 40, 4, 4));
    assertRefused(this::volume, "do not lie above one another");
  }

  @Test
  void mixedOrientationsAndSizesAreRefused() throws IOException {
    stack(0, 1, 2);
    add(slice(0, 0, 3, 0).text(0x00200037, "DS", "0\\1\\0\\0\\0\\-1"));
    assertRefused(this::volume, "mixes slice orientations (3 of 4 slices differ from the first)");
    Files.delete(folder.resolve("897"));
    add(slice(0, 0, 3, 0).us(0x00280011, 1).pixels(1));
    assertRefused(this::volume, "mixes sizes");
  }

  @Test
  void scoutsAreLeftOut() throws IOException {
    stack(0, 1, 2);
    add(
        slice(0, 0, 3, 0)
            .text(0x00200037, "DS", "0\\1\\0\\0\\0\\-1")
            .text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER"));
    assertThat(volume().nz()).isEqualTo(3);
  }

  @Test
  void seriesOfOneFolderAreToldApartAndRadiographsAreImagesOfTheirOwn() throws IOException {
    stack(0, 1);
    add(slice(0, 0, 0, 5).text(0x0020000E, "UI", "2.25.43"));
    add(slice(0, 0, 1, 6).text(0x0020000E, "UI", "2.25.43"));
    for (int i = 0; i < 2; i++) {
      add(
          DicomWriter.image(2, 1)
              .text(0x00080060, "CS", "DX")
              .text(0x0020000E, "UI", "2.25.44")
              .pixels(1, 2));
    }
    Files.writeString(folder.resolve("notes.txt"), "no image");
    Files.writeString(folder.resolve("broken.dcm"), "no image");
    DicomSeries.Listing listing = DicomSeries.find(folder);
    assertThat(listing.series().stream().map(s -> s.files().size()).sorted())
        .isEqualTo(List.of(1, 1, 2, 2));
    assertThat(listing.broken()).containsOnlyKeys(folder.resolve("broken.dcm"));
    assertRefused(() -> ImageFiles.read(folder), "holds 4 DICOM images");
    DicomSeries second =
        listing.series().stream().filter(DicomSeries::isVolume).findFirst().orElseThrow();
    assertThat(new DicomFolderReader(second.id()).readHeader(folder, Limits.DEFAULT).nz())
        .isEqualTo(2);
  }
}
