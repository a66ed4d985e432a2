package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.PreparedImage;
import org.cdssl.pseudo3d.SampledPseudoVolume;
import org.cdssl.pseudo3d.Window;
import org.junit.jupiter.api.Test;

/// METHOD D.5: two boxes around a voxel of the body, and voxels that both show.
class AnchoredCropsTest {
  private static final Size3 SIZE = Configs.SMALL.globalSize(); // 16x16x8
  private static final PseudoVolumeConfig PSEUDO_3D = Configs.SMALL_PSEUDO_3D;
  private static final int PAIRS = 100;

  private final AnchoredCrops crops = crops(0.25);
  private final int[] first = new int[PAIRS];
  private final int[] second = new int[PAIRS];

  private static AnchoredCrops crops(double bodyAbove) {
    return new AnchoredCrops(
        new Cropping.Anchored(bodyAbove, PAIRS),
        Configs.SMALL,
        PSEUDO_3D,
        new VolumeCrops(Configs.SMALL));
  }

  /// Every voxel has its own value; those of the lower half are below 0.25 of the scale.
  private static PreparedImage numbered(int nx, int ny, int nz) {
    short[] values = new short[nx * ny * nz];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i < values.length / 2 ? i : 65_535 - i);
    }
    return new PreparedImage("numbered", false, nx, ny, nz, values);
  }

  private static float[] view(PreparedImage image, Box box) {
    float[] view = new float[SIZE.voxels()];
    new CropSampler().sample(image, box, SIZE, view);
    return view;
  }

  @Test
  void pairsOfAVolumeAreTheSameVoxelsOfTheBody() {
    PreparedImage image = numbered(40, 36, 22);
    ViewRandom random = new ViewRandom(1);
    Set<Integer> shifts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      List<Box> boxes = crops.globals(image, 2, random);
      assertThat(boxes).allMatch(Box.of(image)::contains).allMatch(b -> b.size().equals(SIZE));
      int count = crops.pairs(image, boxes.get(0), boxes.get(1), random, first, second);
      assertThat(count).isBetween(1, PAIRS);
      float[] a = view(image, boxes.get(0));
      float[] b = view(image, boxes.get(1));
      Set<Integer> seen = new HashSet<>();
      for (int p = 0; p < count; p++) {
        assertThat(a[first[p]]).isEqualTo(b[second[p]]).isGreaterThan(0.25f);
        assertThat(seen.add(first[p])).isTrue();
      }
      shifts.add(boxes.get(0).x() - boxes.get(1).x());
    }
    assertThat(shifts).hasSizeGreaterThan(20);
  }

  @Test
  void pairsAreSpreadOverAllThatBothBoxesShow() {
    PreparedImage image = numbered(40, 36, 22);
    Box a = new Box(10, 4, 5, SIZE.d(), SIZE.h(), SIZE.w());
    Box b = new Box(12, 1, 9, SIZE.d(), SIZE.h(), SIZE.w());
    ViewRandom random = new ViewRandom(2);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(crops.pairs(image, a, b, random, first, second)).isEqualTo(PAIRS);
      Arrays.stream(first).forEach(seen::add);
    }
    // common: 6 slices, 13 rows, 12 columns; of slice 12 and on all are in the body
    assertThat(seen).hasSize(6 * 13 * 12);
  }

  @Test
  void anchorsAreInTheBodyWhereThereIsOne() {
    PreparedImage image = numbered(40, 36, 22);
    ViewRandom random = new ViewRandom(3);
    for (int i = 0; i < 200; i++) {
      for (Box box : crops.globals(image, 2, random)) {
        assertThat(box.z() + box.d()).isGreaterThan(11);
      }
    }
    // nothing is brighter than the threshold: all voxels count
    AnchoredCrops strict = crops(1);
    List<Box> boxes = strict.globals(image, 2, random);
    assertThat(strict.pairs(image, boxes.get(0), boxes.get(1), random, first, second)).isPositive();
  }

  @Test
  void whatAVolumeLacksIsOnBothSidesAndInNoPair() {
    ViewRandom random = new ViewRandom(4);
    for (int i = 0; i < 200; i++) {
      PreparedImage image =
          numbered(2 + random.nextInt(30), 2 + random.nextInt(30), 2 + random.nextInt(14));
      List<Box> boxes = crops.globals(image, 2, random);
      int count = crops.pairs(image, boxes.get(0), boxes.get(1), random, first, second);
      assertThat(count).isPositive();
      float[] a = view(image, boxes.get(0));
      float[] b = view(image, boxes.get(1));
      for (int p = 0; p < count; p++) {
        assertThat(a[first[p]]).isEqualTo(b[second[p]]);
        int z = boxes.get(0).z() + first[p] / (SIZE.h() * SIZE.w());
        assertThat(z).isBetween(0, image.nz() - 1);
      }
    }
  }

  /// A flat image that grows by one step a pixel along x, or along y.
  private static PreparedImage ramp(int nx, int ny, boolean alongX) {
    short[] values = new short[nx * ny];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (20_000 + 100 * (alongX ? i % nx : i / nx));
    }
    return new PreparedImage("ramp", true, nx, ny, 1, values);
  }

  /// The view of a ramp, in pixels of the image.
  private static float[] pixels(PreparedImage ramp, Box box) {
    int side = PSEUDO_3D.imageSize();
    float[] crop = new float[side * side];
    new CropSampler().sample(ramp, box, new Size3(1, side, side), crop);
    float[] view = new float[SIZE.voxels()];
    new SampledPseudoVolume(side, side, Window.of(PSEUDO_3D), SIZE, PSEUDO_3D.depth())
        .sample(crop, view, 0);
    for (int i = 0; i < view.length; i++) {
      view[i] = (view[i] * 65_535 - 20_000) / 100;
    }
    return view;
  }

  @Test
  void voxelsOfAPseudoVolumeAreWhereTheAxisSays() {
    Box box = new Box(0, 7, 11, 1, 90, 75);
    float[] alongX = pixels(ramp(150, 140, true), box);
    float[] alongY = pixels(ramp(150, 140, false), box);
    VoxelAxis x = VoxelAxis.unfolded(11, 75, PSEUDO_3D, SIZE.w());
    VoxelAxis y = VoxelAxis.unfolded(7, 90, PSEUDO_3D, SIZE.h());
    for (int i = 1; i < SIZE.w() - 1; i++) { // the outermost repeat the border
      double meanX = 0;
      double meanY = 0;
      for (int z = 0; z < SIZE.d(); z++) { // over all offsets of the window
        meanX += alongX[(z * SIZE.h() + 8) * SIZE.w() + i] / SIZE.d();
        meanY += alongY[(z * SIZE.h() + i) * SIZE.w() + 8] / SIZE.d();
      }
      assertThat(meanX).isCloseTo(x.first() + i * x.step(), within(0.25));
      assertThat(meanY).isCloseTo(y.first() + i * y.step(), within(0.25));
    }
  }

  @Test
  void pairsOfAFlatImageShowTheSamePlaceToHalfAPixel() {
    PreparedImage alongX = ramp(150, 140, true);
    PreparedImage alongY = ramp(150, 140, false);
    ViewRandom random = new ViewRandom(6);
    int moved = 0;
    for (int i = 0; i < 100; i++) {
      List<Box> boxes = crops.globals(alongX, 2, random);
      assertThat(boxes).allMatch(Box.of(alongX)::contains).allMatch(b -> b.h() == b.w());
      int count = crops.pairs(alongX, boxes.get(0), boxes.get(1), random, first, second);
      assertThat(count).isBetween(1, PAIRS);
      moved += boxes.get(0).equals(boxes.get(1)) ? 0 : 1;
      float[] ax = pixels(alongX, boxes.get(0));
      float[] bx = pixels(alongX, boxes.get(1));
      float[] ay = pixels(alongY, boxes.get(0));
      float[] by = pixels(alongY, boxes.get(1));
      Set<Integer> columns = new HashSet<>();
      for (int p = 0; p < count; p++) {
        assertThat(columns.add(first[p] % (SIZE.h() * SIZE.w()))).isTrue();
        if (inner(first[p]) && inner(second[p])) {
          assertThat(ax[first[p]]).isCloseTo(bx[second[p]], within(0.52f));
          assertThat(ay[first[p]]).isCloseTo(by[second[p]], within(0.52f));
        }
      }
    }
    assertThat(moved).isGreaterThan(60); // a square of the whole shorter side has no room
  }

  /// Not at the border, where resizing repeats the last pixel.
  private static boolean inner(int voxel) {
    int x = voxel % SIZE.w();
    int y = voxel / SIZE.w() % SIZE.h();
    return x > 0 && x < SIZE.w() - 1 && y > 0 && y < SIZE.h() - 1;
  }
}
