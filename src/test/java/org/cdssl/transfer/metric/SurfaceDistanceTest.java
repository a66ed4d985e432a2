package org.cdssl.transfer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SurfaceDistanceTest {
  @Test
  void equalsAllPairsOfSurfaceVoxelsOnRandomMasks() {
    Random random = new Random(2);
    int both = 0;
    int empty = 0;
    for (int i = 0; i < 1000; i++) {
      int[] size = {1 + random.nextInt(7), 1 + random.nextInt(7), 1 + random.nextInt(7)};
      double[] spacing = {0.3 + 4 * random.nextDouble(), 0.3 + random.nextDouble(), 1};
      boolean[] a = mask(random, size, i % 10 == 0 ? 0 : random.nextDouble());
      boolean[] b = mask(random, size, i % 15 == 0 ? 0 : random.nextDouble());
      double tolerance = 3 * random.nextDouble();
      SurfaceDistance got = SurfaceDistance.of(a, b, size, spacing, tolerance);
      List<double[]> surfaceA = surface(a, size, spacing);
      List<double[]> surfaceB = surface(b, size, spacing);
      if (surfaceA.isEmpty() || surfaceB.isEmpty()) {
        boolean neither = surfaceA.isEmpty() && surfaceB.isEmpty();
        assertThat(got.hd95Mm()).isNaN();
        assertThat(Double.compare(got.nsd(), neither ? Double.NaN : 0)).isZero();
        assertThat(got.missed()).isEqualTo(!neither);
        empty++;
        continue;
      }
      List<Double> fromA = nearest(surfaceA, surfaceB);
      List<Double> fromB = nearest(surfaceB, surfaceA);
      double hd95 = Math.max(percentile(fromA), percentile(fromB));
      long near =
          fromA.stream().filter(d -> d <= tolerance).count()
              + fromB.stream().filter(d -> d <= tolerance).count();
      assertThat(got.hd95Mm()).isCloseTo(hd95, within(1e-9));
      assertThat(got.nsd()).isCloseTo((double) near / (fromA.size() + fromB.size()), within(1e-9));
      assertThat(got.missed()).isFalse();
      both++;
    }
    assertThat(both).isGreaterThan(700);
    assertThat(empty).isGreaterThan(100);
  }

  @Test
  void shiftedCubesAreAsFarApartAsTheShift() {
    int[] size = {20, 20, 20};
    boolean[] a = cube(size, 5, 5, 5, 6);
    boolean[] b = cube(size, 8, 5, 5, 6);
    SurfaceDistance distance = SurfaceDistance.of(a, b, size, new double[] {2.5, 1, 1}, 1);
    assertThat(distance.hd95Mm()).isCloseTo(7.5, within(1e-9));
    assertThat(SurfaceDistance.of(a, a, size, new double[] {2.5, 1, 1}, 0))
        .isEqualTo(new SurfaceDistance(0, 1, false));
  }

  private static boolean[] cube(int[] size, int z, int y, int x, int side) {
    boolean[] mask = new boolean[size[0] * size[1] * size[2]];
    for (int i = 0; i < side * side * side; i++) {
      int at = (z + i / side / side) * size[1] + y + i / side % side;
      mask[at * size[2] + x + i % side] = true;
    }
    return mask;
  }

  private static boolean[] mask(Random random, int[] size, double share) {
    boolean[] mask = new boolean[size[0] * size[1] * size[2]];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < share;
    }
    return mask;
  }

  /// Positions in mm.
  private static List<double[]> surface(boolean[] mask, int[] size, double[] spacing) {
    int[][] neighbours = {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}};
    List<double[]> surface = new ArrayList<>();
    for (int z = 0; z < size[0]; z++) {
      for (int y = 0; y < size[1]; y++) {
        for (int x = 0; x < size[2]; x++) {
          boolean edge = false;
          for (int[] n : neighbours) {
            edge |= !holds(mask, size, z + n[0], y + n[1], x + n[2]);
          }
          if (edge && holds(mask, size, z, y, x)) {
            surface.add(new double[] {z * spacing[0], y * spacing[1], x * spacing[2]});
          }
        }
      }
    }
    return surface;
  }

  private static boolean holds(boolean[] mask, int[] size, int z, int y, int x) {
    return z >= 0
        && z < size[0]
        && y >= 0
        && y < size[1]
        && x >= 0
        && x < size[2]
        && mask[(z * size[1] + y) * size[2] + x];
  }

  private static List<Double> nearest(List<double[]> from, List<double[]> to) {
    List<Double> distances = new ArrayList<>();
    for (double[] p : from) {
      double least = Double.POSITIVE_INFINITY;
      for (double[] q : to) {
        double d = 0;
        for (int k = 0; k < 3; k++) {
          d += (p[k] - q[k]) * (p[k] - q[k]);
        }
        least = Math.min(least, Math.sqrt(d));
      }
      distances.add(least);
    }
    return distances;
  }

  /// numpy.percentile(distances, 95).
  private static double percentile(List<Double> distances) {
    List<Double> sorted = new ArrayList<>(distances);
    Collections.sort(sorted);
    double rank = 0.95 * (sorted.size() - 1);
    int low = (int) Math.floor(rank);
    int high = (int) Math.ceil(rank);
    return sorted.get(low) * (1 - (rank - low)) + sorted.get(high) * (rank - low);
  }
}
