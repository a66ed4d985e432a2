package org.cdssl.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pictures that training writes, as another reader sees them.
class TrainingPicturesTest {
  private static final Size3 SIZE = new Size3(32, 64, 64);

  @TempDir Path folder;

  @Test
  void originalAndRestorationShareAWindowAndTheInputHasItsOwn() throws Exception {
    float[] original = new float[SIZE.voxels()];
    float[] corrupted = new float[SIZE.voxels()];
    float[] restored = new float[SIZE.voxels()];
    // depth ramps: slice 16 of 32 is shown in the middle
    for (int i = 0; i < original.length; i++) {
      int d = i / (64 * 64);
      original[i] = d / 31f;
      corrupted[i] = 4 * d / 31f - 2;
      restored[i] = 0.5f * d / 31f;
    }
    Path png = folder.resolve("step-000100-xray.png");
    RestorationPicture.write(png, "Step 100, X-ray", original, corrupted, restored, SIZE, true);
    List<int[]> rows = tileRows(ImageIO.read(png.toFile()));
    assertThat(rows).hasSize(3);
    int[] ramp = {level(8 / 31.0), level(16 / 31.0), level(24 / 31.0)};
    assertThat(rows.get(0)).containsExactly(ramp);
    assertThat(rows.get(1)).containsExactly(ramp);
    assertThat(rows.get(2)).containsExactly(level(4 / 31.0), level(8 / 31.0), level(12 / 31.0));
    Picture read = Picture.readAll(folder).getFirst();
    assertThat(read.title()).isEqualTo("Step 100, X-ray");
    assertThat(read.caption())
        .contains("Slices 8, 16, 24 of 32", "64×64×32", "0 to 1.00, input −2.00 to 2.00")
        // mean of (0.5 d/31)² over d = 0 … 31
        .contains("error of this restoration: 0.0847");
  }

  @Test
  void ofAVolumeTheThreeCentreCutsAreShown() throws Exception {
    float[] volume = new float[SIZE.voxels()];
    Arrays.fill(volume, 16 * 64 * 64, 17 * 64 * 64, 1f);
    Path png = folder.resolve("step-000001-volume.png");
    RestorationPicture.write(png, "t", volume, volume, volume, SIZE, false);
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(image.getWidth()).isEqualTo(3 * 128 + 4 * Montage.GAP);
    int top = image.getHeight() - Montage.GAP - 128;
    int left = Montage.GAP;
    // the axial cut is white; the other two are black with one bright line, d = 16 from below
    assertThat(image.getRaster().getSample(left + 64, top + 64, 0)).isEqualTo(255);
    for (int tile = 1; tile <= 2; tile++) {
      int x = left + tile * (128 + Montage.GAP) + 64;
      for (int y = 0; y < 64; y++) {
        assertThat(image.getRaster().getSample(x, top + y, 0))
            .isEqualTo(y / 2 == 31 - 16 ? 255 : 0);
      }
    }
  }

  @Test
  void restorationsThatAreNotFiniteStillGiveAPicture() throws Exception {
    float[] volume = new float[SIZE.voxels()];
    Arrays.fill(volume, Float.NaN);
    Path png = folder.resolve("step-000002-volume.png");
    RestorationPicture.write(png, "t", volume, volume, volume, SIZE, false);
    assertThat(ImageIO.read(png.toFile())).isNotNull();
  }

  @Test
  void sampleImagesAreShownWholeWithUnitWindow() throws Exception {
    float[] half = new float[600 * 400];
    Arrays.fill(half, 0.5f);
    List<PreparedImage> images =
        List.of(
            FakeRun.prepared("a", half, 600, 400, 1),
            FakeRun.prepared("v", FakeRun.body(new Size3(20, 30, 40)), 40, 30, 20));
    Path png = folder.resolve("sample-x.png");
    SamplePictures.write(png, "Samples", images);
    BufferedImage image = ImageIO.read(png.toFile());
    int labels = Lettering.available() ? Lettering.LINE : 0;
    // blocks of 3 x 3 of the 600 x 400; then 40 x 30, 40 x 20 and 30 x 20, all four times
    assertThat(image.getRaster().getSample(Montage.GAP + 199, Montage.GAP + labels + 133, 0))
        .isEqualTo(128);
    assertThat(image.getRaster().getSample(Montage.GAP + 200, Montage.GAP + labels + 133, 0))
        .isEqualTo(Montage.GROUND);
    assertThat(image.getWidth()).isEqualTo(4 * Montage.GAP + 160 + 160 + 120);
    assertThat(Picture.readAll(folder).getFirst().caption())
        .contains("1 X-ray and 1 volume", "600 × 400, 40 × 30 × 20");
  }

  @Test
  void aPseudoVolumeIsAStripOfAllItsSlices() throws Exception {
    Size3 size = new Size3(9, 16, 16);
    float[] volume = new float[size.voxels()];
    for (int i = 0; i < volume.length; i++) {
      volume[i] = i / 256 / 10f;
    }
    Path png = folder.resolve("pseudo3d-0.png");
    SamplePictures.writePseudoVolume(png, "P", volume, size);
    List<int[]> rows = tileRows(ImageIO.read(png.toFile()));
    assertThat(rows.get(0)).containsExactly(0, level(0.1), level(0.2), level(0.3), level(0.4));
    assertThat(rows.get(1)).containsExactly(level(0.5), level(0.6), level(0.7), level(0.8));
    assertThat(Picture.readAll(folder).getFirst().caption()).contains("All 9 slices");
  }

  private static int level(double share) {
    return (int) Math.round(255 * (double) (float) share);
  }

  /// Levels of the flat tiles of a montage, row by row from the top, found without knowing its
  /// measures: lines of the picture in which all runs between ground pixels are constant and wide.
  private static List<int[]> tileRows(BufferedImage image) {
    List<int[]> rows = new java.util.ArrayList<>();
    boolean inTiles = false;
    for (int y = 0; y < image.getHeight(); y++) {
      int[] line = tiles(image, y);
      if (line.length > 0 && !inTiles) {
        rows.add(line);
      }
      inTiles = line.length > 0;
    }
    return rows;
  }

  private static int[] tiles(BufferedImage image, int y) {
    List<Integer> levels = new java.util.ArrayList<>();
    int x = Montage.GAP;
    while (x < image.getWidth() - Montage.GAP) {
      int level = image.getRaster().getSample(x, y, 0);
      int end = x;
      while (end < image.getWidth() && image.getRaster().getSample(end, y, 0) == level) {
        end++;
      }
      if (level != Montage.GROUND && end - x < 90) {
        return new int[0];
      }
      if (level != Montage.GROUND) {
        levels.add(level);
      }
      x = end;
    }
    return levels.stream().mapToInt(Integer::intValue).toArray();
  }
}
