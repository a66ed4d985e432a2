package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PhantomTest {
  /// Shows chest and abdomen as a whole.
  private static final PhantomGrid LARGE = new PhantomGrid(72, 60, 78, 5.5, 5.5, 5);

  private static final List<Phantom> PHANTOMS = new ArrayList<>();

  @BeforeAll
  static void generate() {
    for (int i = 1; i <= 20; i++) {
      PHANTOMS.add(Phantom.generate(77, i, LARGE));
    }
  }

  @Test
  void samePhantomTwiceIsIdentical() {
    Phantom again = Phantom.generate(77, 3, LARGE);
    assertThat(again.volume().voxels()).isEqualTo(PHANTOMS.get(2).volume().voxels());
    assertThat(again.mask()).isEqualTo(PHANTOMS.get(2).mask());
    assertThat(again.shape()).isEqualTo(PHANTOMS.get(2).shape());
  }

  @Test
  void indicesAndSeedsGiveOtherPatientsNotOnlyOtherNoise() {
    byte[] mask = PHANTOMS.get(2).mask();
    for (Phantom other : List.of(PHANTOMS.get(3), Phantom.generate(78, 3, LARGE))) {
      int differing = 0;
      for (int i = 0; i < mask.length; i++) {
        differing += mask[i] == other.mask()[i] ? 0 : 1;
      }
      assertThat(differing).isGreaterThan(mask.length / 50);
    }
  }

  @Test
  void gridsOnlySampleThePatient() {
    Phantom coarse = PHANTOMS.get(4);
    Phantom fine = Phantom.generate(77, 5, new PhantomGrid(100, 80, 96, 4, 4, 4));
    for (Organ organ : List.of(Organ.HEART, Organ.MASS, Organ.SPLEEN)) {
      assertThat(millilitres(fine, organ))
          .as("ml of %s", organ)
          .isCloseTo(millilitres(coarse, organ), within(0.08 * millilitres(coarse, organ)));
      for (int axis = 0; axis < 3; axis++) {
        assertThat(centre(fine, organ)[axis]).isCloseTo(centre(coarse, organ)[axis], within(1.5));
      }
    }
  }

  @Test
  void tissuesHaveTheDensitiesOfTissues() {
    for (Phantom p : PHANTOMS) {
      assertThat(meanHu(p, Organ.BACKGROUND)).isBetween(-1005.0, -970.0);
      assertThat(meanHu(p, Organ.LUNG)).isBetween(-900.0, -600.0);
      assertThat(meanHu(p, Organ.LIVER)).isBetween(40.0, 120.0);
      assertThat(meanHu(p, Organ.SPLEEN)).isBetween(25.0, 130.0);
      assertThat(meanHu(p, Organ.HEART)).isBetween(0.0, 160.0);
      assertThat(meanHu(p, Organ.AORTA)).isBetween(15.0, 190.0);
      assertThat(meanHu(p, Organ.SPINE)).isBetween(200.0, 500.0);
      assertThat(meanHu(p, Organ.RIB)).isBetween(200.0, 500.0);
      assertThat(meanHu(p, Organ.BODY)).isBetween(-110.0, 80.0);
      assertThat(meanHu(p, Organ.AIRWAY)).isBetween(-1000.0, -200.0);
      assertThat(meanHu(p, Organ.MASS)).isBetween(-350.0, 90.0);
    }
  }

  @Test
  void valuesAreWholeHounsfieldUnitsOfAScanner() {
    for (float v : PHANTOMS.getFirst().volume().voxels()) {
      assertThat(v).isBetween(-1024f, 3071f);
      assertThat(v).isEqualTo((float) Math.rint(v));
    }
  }

  @Test
  void organsLieOnTheirSides() {
    for (Phantom p : PHANTOMS) {
      double[] spine = centre(p, Organ.SPINE);
      double[] heart = centre(p, Organ.HEART);
      double[] liver = centre(p, Organ.LIVER);
      double[] spleen = centre(p, Organ.SPLEEN);
      double[] lung = centre(p, Organ.LUNG);
      // RAS+: x grows to the patient's right, y to the front, z to the head
      assertThat(liver[0]).as("liver right").isGreaterThan(spine[0] + 30);
      assertThat(spleen[0]).as("spleen left").isLessThan(spine[0] - 60);
      assertThat(heart[0]).as("heart left of the midline").isBetween(spine[0] - 35, spine[0] - 5);
      assertThat(heart[1]).as("heart before the spine").isGreaterThan(spine[1] + 50);
      assertThat(spleen[1]).as("spleen at the back").isLessThan(heart[1] - 20);
      assertThat(lung[2]).as("lungs above").isGreaterThan(liver[2] + 80);
      assertThat(liver[2]).isLessThan(heart[2]);
      assertThat(centre(p, Organ.KIDNEY)[2]).isLessThan(heart[2] - 80);
    }
  }

  @Test
  void everyOrganHasAPlausibleVolumeInMostPhantoms() {
    Map<Organ, double[]> millilitres = new EnumMap<>(Organ.class);
    millilitres.put(Organ.BODY, new double[] {6_000, 30_000});
    millilitres.put(Organ.LUNG, new double[] {2_000, 7_500});
    millilitres.put(Organ.HEART, new double[] {300, 1000});
    millilitres.put(Organ.LIVER, new double[] {600, 2_600});
    millilitres.put(Organ.SPLEEN, new double[] {60, 500});
    millilitres.put(Organ.KIDNEY, new double[] {120, 500});
    millilitres.put(Organ.SPINE, new double[] {300, 1200});
    millilitres.put(Organ.RIB, new double[] {250, 1500});
    millilitres.put(Organ.AORTA, new double[] {50, 400});
    millilitres.put(Organ.AIRWAY, new double[] {15, 200});
    millilitres.put(Organ.MASS, new double[] {15, 130});
    for (Organ organ : Organ.values()) {
      if (organ == Organ.BACKGROUND) {
        continue;
      }
      double[] range = millilitres.get(organ);
      List<Double> found = PHANTOMS.stream().map(p -> millilitres(p, organ)).toList();
      assertThat(found.stream().filter(v -> v >= range[0] && v <= range[1]).count())
          .as("phantoms with a plausible %s, ml: %s", organ, found)
          .isGreaterThanOrEqualTo(18);
    }
  }

  @Test
  void aCropAroundTheMassHoldsItNearTheMiddle() {
    PhantomGrid grid = new PhantomGrid(36, 36, 36, 3, 3, 3);
    for (int i = 1; i <= 10; i++) {
      Phantom crop = Phantom.aroundMass(77, i, grid);
      Phantom whole = PHANTOMS.get(i - 1);
      assertThat(millilitres(crop, Organ.MASS))
          .isCloseTo(millilitres(whole, Organ.MASS), within(0.15 * millilitres(whole, Organ.MASS)));
      double[] c = centre(crop, Organ.MASS);
      double[] middle = world(crop, grid.voxels() / 2 + 18 * 36 + 18);
      for (int axis = 0; axis < 3; axis++) {
        assertThat(c[axis]).isCloseTo(middle[axis], within(14.0));
      }
    }
  }

  @Test
  void demoSizedPhantomTakesAtMost150MillisecondsOfCpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int i = 1; i <= 12 && best > 100_000_000L; i++) {
      long before = threads.getCurrentThreadCpuTime();
      Phantom.generate(5, i, new PhantomGrid(96, 96, 64, 4, 4, 4));
      best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
    }
    assertThat(best / 1e6).isLessThan(150);
  }

  private static double millilitres(Phantom p, Organ organ) {
    double[] mm = p.volume().geometry().spacingMm();
    return p.voxelsOf(organ) * mm[0] * mm[1] * mm[2] / 1000;
  }

  private static double meanHu(Phantom p, Organ organ) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < p.mask().length; i++) {
      if (p.mask()[i] == organ.code()) {
        sum += p.volume().voxels()[i];
        n++;
      }
    }
    assertThat(n).as("voxels of %s", organ).isPositive();
    return sum / n;
  }

  /// Centre of gravity of an organ in RAS+ mm, by the affine of the volume.
  private static double[] centre(Phantom p, Organ organ) {
    double[] sum = new double[3];
    int n = 0;
    for (int i = 0; i < p.mask().length; i++) {
      if (p.mask()[i] == organ.code()) {
        double[] w = world(p, i);
        for (int k = 0; k < 3; k++) {
          sum[k] += w[k];
        }
        n++;
      }
    }
    return new double[] {sum[0] / n, sum[1] / n, sum[2] / n};
  }

  private static double[] world(Phantom p, int i) {
    int nx = p.volume().nx();
    int ny = p.volume().ny();
    int[] v = {i % nx, i / nx % ny, i / nx / ny};
    double[] w = new double[3];
    for (int k = 0; k < 3; k++) {
      w[k] = p.volume().geometry().at(k, 3);
      for (int c = 0; c < 3; c++) {
        w[k] += p.volume().geometry().at(k, c) * v[c];
      }
    }
    return w;
  }
}
