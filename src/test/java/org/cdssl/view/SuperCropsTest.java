package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cdssl.config.Range;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;

/// METHOD D.4: both views out of one region, 1.4 to 1.8 times as large as they are.
class SuperCropsTest {
  private static final Cropping.SuperCrop RULE =
      new Cropping.SuperCrop(new Range(1.4, 1.8), 1.5, new Range(0.8, 1.2), 0.8);

  private final SuperCrops crops =
      new SuperCrops(RULE, Configs.PAPER, new VolumeCrops(Configs.PAPER));

  private static PreparedImage full(int nx, int ny, int nz) {
    short[] values = new short[nx * ny * nz];
    java.util.Arrays.fill(values, (short) 30_000);
    return new PreparedImage("full", false, nx, ny, nz, values);
  }

  @Test
  void bothViewsLieInOneRegionOfTheVolume() {
    ViewRandom random = new ViewRandom(1);
    PreparedImage image = full(200, 180, 90);
    Set<Integer> heights = new HashSet<>();
    Set<Integer> shifts = new HashSet<>();
    double overlap = 0;
    for (int i = 0; i < 400; i++) {
      List<Box> boxes = crops.globals(image, 2, random);
      Box union = boxes.get(0).union(boxes.get(1));
      assertThat(Box.of(image).contains(union)).isTrue();
      assertThat(union.h()).isLessThanOrEqualTo(115); // 1.8 * 64
      assertThat(union.w()).isLessThanOrEqualTo(115);
      assertThat(union.d()).isLessThanOrEqualTo(48); // 1.5 * 32
      for (Box box : boxes) {
        assertThat(box.d()).isEqualTo(32); // the depth is not scaled
        assertThat(box.h()).isBetween(51, 77).isEqualTo(box.w());
        heights.add(box.h());
      }
      shifts.add(boxes.get(0).x() - boxes.get(1).x());
      overlap += boxes.get(0).overlap(boxes.get(1)) / 400;
    }
    assertThat(heights).hasSizeGreaterThan(20);
    assertThat(shifts).hasSizeGreaterThan(60);
    assertThat(overlap).isBetween(0.3, 0.6);
  }

  @Test
  void regionsReachTheWholeVolume() {
    ViewRandom random = new ViewRandom(2);
    PreparedImage image = full(200, 180, 90);
    Box all = crops.globals(image, 2, random).getFirst();
    for (int i = 0; i < 400; i++) {
      for (Box box : crops.globals(image, 2, random)) {
        all = all.union(box);
      }
    }
    assertThat(all.w()).isGreaterThan(190);
    assertThat(all.h()).isGreaterThan(170);
    assertThat(all.d()).isGreaterThan(86);
  }

  @Test
  void aFlatImageGivesSquaresOfHalfItsSideAndMore() {
    ViewRandom random = new ViewRandom(3);
    PreparedImage image = Configs.flat("f", 180, 300, 1);
    for (int i = 0; i < 300; i++) {
      List<Box> boxes = crops.globals(image, 2, random);
      assertThat(boxes).allMatch(Box.of(image)::contains);
      assertThat(boxes).allMatch(box -> box.d() == 1 && box.h() == box.w());
      assertThat(boxes).allMatch(box -> box.h() >= 80 && box.h() <= 120);
      Box union = boxes.get(0).union(boxes.get(1));
      assertThat(Math.max(union.h(), union.w())).isLessThanOrEqualTo(180);
    }
  }

  @Test
  void emptyRegionsAreDrawnAgain() {
    short[] values = new short[200 * 180 * 90];
    java.util.Arrays.fill(values, 0, values.length / 2, (short) 30_000);
    PreparedImage image = new PreparedImage("half", false, 200, 180, 90, values);
    ViewRandom random = new ViewRandom(4);
    for (int i = 0; i < 100; i++) {
      // at most 85 % of a box may be air: 4 of its 32 slices are below the middle, which is 45
      assertThat(crops.globals(image, 2, random)).allMatch(box -> box.z() < 42);
    }
  }

  @Test
  void smallVolumesArePadded() {
    ViewRandom random = new ViewRandom(5);
    for (int i = 0; i < 200; i++) {
      PreparedImage image =
          full(10 + random.nextInt(80), 10 + random.nextInt(80), 2 + random.nextInt(50));
      for (Box box : crops.globals(image, 2, random)) {
        Box seen = box.clippedTo(Box.of(image));
        assertThat(seen.d() > 0 && seen.h() > 0 && seen.w() > 0).isTrue();
      }
    }
  }
}
