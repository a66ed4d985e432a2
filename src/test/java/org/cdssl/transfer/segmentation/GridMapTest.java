package org.cdssl.transfer.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cdssl.image.Geometry;
import org.cdssl.image.Orientation;
import org.cdssl.image.Resampling;
import org.cdssl.image.Volume;
import org.junit.jupiter.api.Test;

class GridMapTest {
  private static final int NX = 5;
  private static final int NY = 4;
  private static final int NZ = 3;

  @Test
  void labelsTurnLikeImages() {
    byte[] labels = labels();
    GridMap grid = GridMap.of(NX, NY, NZ, TestCases.TURNED, List.of());
    Volume ras = Orientation.toRas(new Volume(NX, NY, NZ, floats(labels), TestCases.TURNED));
    assertThat(floats(grid.toNetwork(labels))).isEqualTo(ras.voxels());
    assertThat(grid.netSize()).containsExactly(ras.nx(), ras.ny(), ras.nz());
    assertThat(grid.spacingMm()).isEqualTo(ras.geometry().spacingMm());
  }

  @Test
  void aGridOfItsOwnSpacingComesBackExactly() {
    GridMap grid = GridMap.of(NX, NY, NZ, TestCases.TURNED, List.of());
    assertThat(grid.toStored(grid.toNetwork(labels()))).isEqualTo(labels());
  }

  @Test
  void aFinerGridComesBackExactly() {
    GridMap grid = GridMap.of(NX, NY, NZ, TestCases.TURNED, List.of(0.7, 0.3, 0.4));
    assertThat(grid.netSize()[0] * grid.netSize()[1] * grid.netSize()[2])
        .isGreaterThan(NX * NY * NZ);
    assertThat(grid.toStored(grid.toNetwork(labels()))).isEqualTo(labels());
  }

  @Test
  void sizesAreThoseOfImageResampling() {
    Geometry geometry = Geometry.ofSpacing(0.7, 1, 3);
    Volume volume = new Volume(NX, NY, NZ, new float[NX * NY * NZ], geometry);
    GridMap grid = GridMap.of(volume, List.of(1.5, 0.8, 0.8));
    int[] n = grid.netSize();
    assertThat(n).containsExactly(4, 5, 6); // 3.5, 4, 9 mm
    assertThat(grid.spacingMm())
        .containsExactly(
            Resampling.resize(volume, n[0], n[1], n[2]).geometry().spacingMm(), within(1e-9));
  }

  private static byte[] labels() {
    byte[] labels = new byte[NX * NY * NZ];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) i;
    }
    return labels;
  }

  private static float[] floats(byte[] labels) {
    float[] values = new float[labels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels[i];
    }
    return values;
  }
}
