package org.cdssl.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cdssl.config.Size3;
import org.cdssl.config.ViewsConfig;
import org.cdssl.image.PreparedImage;
import org.junit.jupiter.api.Test;

class VolumeCropsTest {
  private final VolumeCrops crops = new VolumeCrops(Configs.PAPER);

  @Test
  void overlapIsIntersectionOverUnion() {
    Box a = new Box(0, 0, 0, 2, 4, 4);
    assertThat(a.overlap(new Box(1, 2, 0, 2, 4, 4))).isCloseTo(8 / 56.0, within(1e-12));
    assertThat(a.overlap(a)).isEqualTo(1);
    assertThat(a.overlap(new Box(2, 0, 0, 2, 4, 4))).isZero();
  }

  @Test
  void boxesLieInTheVolumeAndOverlapWhateverItsSize() {
    ViewRandom random = new ViewRandom(1);
    for (int i = 0; i < 1500; i++) {
      // from half the smallest shape upwards no box needs padding
      PreparedImage image =
          empty(32 + random.nextInt(130), 32 + random.nextInt(130), 16 + random.nextInt(80));
      Box volume = Box.of(image);
      List<Box> globals = crops.globals(image, 2, random);
      assertThat(globals).hasSize(2).allMatch(volume::contains);
      assertThat(globals.get(0).overlap(globals.get(1))).isGreaterThan(0.3);
      Box region = globals.get(0).union(globals.get(1)).grown(3).clippedTo(volume);
      for (int l = 0; l < 6; l++) {
        assertThat(region.contains(crops.local(image, globals, random))).isTrue();
      }
    }
  }

  @Test
  void severalGlobalsAllOverlapWithTheFirst() {
    ViewRandom random = new ViewRandom(2);
    List<Box> globals = crops.globals(empty(200, 200, 90), 4, random);
    assertThat(globals).hasSize(4).allMatch(box -> globals.get(0).overlap(box) > 0.3);
    assertThat(crops.globals(empty(200, 200, 90), 1, random)).hasSize(1);
  }

  @Test
  void onlyShapesThatFitAreDrawnAndAllOfThemAre() {
    ViewRandom random = new ViewRandom(3);
    PreparedImage image = empty(120, 100, 60);
    Set<Size3> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      crops.globals(image, 2, random).forEach(box -> seen.add(box.size()));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(Configs.sizes("64x64x32", "96x96x48"));
  }

  @Test
  void aSmallShapePairsOnlyWithItself() {
    ViewRandom random = new ViewRandom(4);
    PreparedImage image = empty(300, 300, 200);
    Size3 small = Size3.parse("64x64x32");
    int pairs = 0;
    for (int i = 0; i < 300; i++) {
      List<Box> globals = crops.globals(image, 2, random);
      if (globals.get(0).size().equals(small) || globals.get(1).size().equals(small)) {
        assertThat(globals.get(0).size()).isEqualTo(globals.get(1).size());
        pairs++;
      }
    }
    // one of ten ordered pairs that can reach the overlap
    assertThat(pairs).isBetween(10, 60);
  }

  @Test
  void pairsAreSpreadOverAllOverlapsThatTheRuleAllows() {
    ViewRandom random = new ViewRandom(10);
    PreparedImage image = empty(300, 300, 200);
    int loose = 0;
    for (int i = 0; i < 400; i++) {
      List<Box> globals = crops.globals(image, 2, random);
      loose += globals.get(0).overlap(globals.get(1)) < 0.4 ? 1 : 0;
    }
    assertThat(loose).isBetween(130, 330);
  }

  /// Boxes and the number of draws that they took: the same seed gives the same views in every
  /// version, and a start that cannot succeed is never drawn.
  @Test
  void theBoxesOfASeedStayAsTheyAre() {
    ViewRandom random = new ViewRandom(11);
    PreparedImage image = empty(150, 140, 80);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      List<Box> boxes = new ArrayList<>(crops.globals(image, 2, random));
      boxes.add(crops.local(image, List.copyOf(boxes), random));
      boxes.forEach(b -> all.addAll(List.of(b.z(), b.y(), b.x(), b.d(), b.h(), b.w())));
    }
    all.add(random.nextInt(1 << 30));
    assertThat(all.hashCode()).isEqualTo(1_480_392_158);
  }

  @Test
  void positionsReachEveryCornerOfTheVolume() {
    ViewRandom random = new ViewRandom(5);
    PreparedImage image = empty(70, 66, 34);
    Set<Integer> xs = new HashSet<>();
    Set<Integer> ys = new HashSet<>();
    Set<Integer> zs = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      Box second = crops.globals(image, 2, random).get(1);
      xs.add(second.x());
      ys.add(second.y());
      zs.add(second.z());
    }
    assertThat(xs).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    assertThat(ys).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(zs).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void theSmallestShapeShrinksInProportionForASmallVolume() {
    // a hippocampus
    Box volume = new Box(0, 0, 0, 35, 50, 35);
    assertThat(VolumeCrops.fitting(Configs.PAPER.globalShapes(), volume))
        .containsExactly(new Size3(17, 35, 35));
    // not below half
    assertThat(VolumeCrops.fitting(Configs.PAPER.globalShapes(), new Box(0, 0, 0, 4, 200, 200)))
        .containsExactly(new Size3(16, 32, 32));
  }

  @Test
  void aBoxThatCannotFitSticksOutEvenlyAndTheOthersDoNot() {
    ViewRandom random = new ViewRandom(6);
    for (int i = 0; i < 200; i++) {
      PreparedImage image =
          empty(1 + random.nextInt(60), 1 + random.nextInt(60), 1 + random.nextInt(30));
      List<Box> globals = crops.globals(image, 2, random);
      Box local = crops.local(image, globals, random);
      assertThat(globals.get(0).overlap(globals.get(1))).isGreaterThan(0.3);
      for (Box box : List.of(globals.get(0), globals.get(1), local)) {
        assertAxis(box.x(), box.w(), image.nx());
        assertAxis(box.y(), box.h(), image.ny());
        assertAxis(box.z(), box.d(), image.nz());
      }
    }
  }

  private static void assertAxis(int start, int extent, int room) {
    if (extent <= room) {
      assertThat(start).isBetween(0, room - extent);
    } else {
      assertThat(-start).isBetween((extent - room) / 2, (extent - room + 1) / 2);
    }
  }

  @Test
  void mostlyEmptyCropsAreDrawnAgain() {
    // tissue in the right half only
    PreparedImage image = empty(260, 130, 70);
    for (int i = 0; i < image.values().length; i++) {
      image.values()[i] = (short) (i % 260 < 130 ? 0 : 30_000);
    }
    ViewRandom random = new ViewRandom(7);
    for (int i = 0; i < 100; i++) {
      for (Box box : crops.globals(image, 2, random)) {
        int tissue = Math.min(box.w(), Math.max(0, box.x() + box.w() - 130));
        assertThat(tissue / (double) box.w()).isGreaterThan(0.08);
      }
    }
  }

  @Test
  void airEverywhereIsAcceptedInTheEnd() {
    assertThat(crops.globals(empty(100, 100, 60), 2, new ViewRandom(8))).hasSize(2);
  }

  @Test
  void flatCropsLieInTheImageWithTheSetAreaAndAspect() {
    FlatCrops flat = new FlatCrops(Configs.PAPER);
    ViewRandom random = new ViewRandom(9);
    PreparedImage image = new PreparedImage("x", true, 300, 256, 1, new short[300 * 256]);
    double area = 0;
    int n = 3000;
    for (int i = 0; i < n; i++) {
      List<Box> globals = flat.globals(image, 2, random);
      Box local = flat.local(image, globals, random);
      assertThat(globals).hasSize(2).allMatch(Box.of(image)::contains);
      assertThat(Box.of(image).contains(local)).isTrue();
      assertThat(globals.get(0).voxels() / 76800.0).isBetween(0.295, 1.0);
      assertThat(local.voxels() / 76800.0).isBetween(0.049, 0.304);
      assertThat((double) local.w() / local.h()).isBetween(0.73, 1.37);
      area += local.voxels() / 76800.0 / n;
    }
    assertThat(area).isCloseTo(0.175, within(0.005));
  }

  @Test
  void anOddFlatImageGetsItsLargestCentredRectangle() {
    ViewsConfig views = Configs.PAPER;
    PreparedImage strip = new PreparedImage("x", true, 1000, 10, 1, new short[10_000]);
    Box box = new FlatCrops(views).globals(strip, 1, new ViewRandom(1)).getFirst();
    assertThat(box).isEqualTo(new Box(0, 0, 493, 1, 10, 13));
    PreparedImage pixel = new PreparedImage("x", true, 1, 1, 1, new short[1]);
    assertThat(new FlatCrops(views).globals(pixel, 1, new ViewRandom(1)).getFirst())
        .isEqualTo(new Box(0, 0, 0, 1, 1, 1));
  }

  private static PreparedImage empty(int nx, int ny, int nz) {
    return new PreparedImage("v", false, nx, ny, nz, new short[nx * ny * nz]);
  }
}
