package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cdssl.CdsslException;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.Test;

class StreamedPreparationTest {
  private static final Preparation CT =
      new Preparation(Dimension.D3, Modality.CT, 1.0, 256, new Size3(8, 8, 8));

  private static Volume volume(SplittableRandom random, boolean permuted) {
    int nx = 9 + random.nextInt(12);
    int ny = 9 + random.nextInt(12);
    int nz = 7 + random.nextInt(12);
    float[] voxels = new float[nx * ny * nz];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) (random.nextDouble() * 2400 - 1200);
    }
    double[] affine = new double[16];
    affine[15] = 1;
    int[] axis = permuted ? new int[] {2, 0, 1} : new int[] {0, 1, 2};
    for (int c = 0; c < 3; c++) {
      affine[4 * axis[c] + c] = (0.5 + random.nextInt(4) * 0.5) * (random.nextBoolean() ? 1 : -1);
    }
    return new Volume(nx, ny, nz, voxels, new Geometry(affine));
  }

  private static PreparedImage streamed(Preparation preparation, Volume v, int chunk) {
    StreamedPreparation streamed =
        StreamedPreparation.of("x", preparation, v.nx(), v.ny(), v.nz(), v.geometry())
            .orElseThrow();
    for (int from = 0; from < v.voxels().length; from += chunk) {
      int count = Math.min(chunk, v.voxels().length - from);
      streamed.accept(Arrays.copyOfRange(v.voxels(), from, from + count), count);
    }
    return streamed.finish();
  }

  @Test
  void streamedOrWholeTheVoxelsAreTheSameForEveryOrientationAndSpacing() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      Volume volume = volume(random, false);
      PreparedImage whole = CT.prepare("x", Orientation.toRas(volume));
      PreparedImage streamed = streamed(CT, volume, 1 + random.nextInt(300));
      assertThat(streamed.nz()).isEqualTo(whole.nz());
      assertThat(streamed.values())
          .as("case %d, %s", i, volume.geometry())
          .isEqualTo(whole.values());
      assertThat(CT.prepareInRas("x", volume).values()).isEqualTo(whole.values());
    }
  }

  @Test
  void axesInAnotherOrderAreReadAsAWhole() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 30; i++) {
      Volume v = volume(random, true);
      assertThat(StreamedPreparation.of("x", CT, v.nx(), v.ny(), v.nz(), v.geometry())).isEmpty();
      assertThat(CT.prepareInRas("x", v).values())
          .isEqualTo(CT.prepare("x", Orientation.toRas(v)).values());
    }
  }

  @Test
  void brokenAndConstantVolumesAreRefusedInTheSameWords() {
    Volume v = volume(new SplittableRandom(9), false);
    v.voxels()[40] = Float.NaN;
    v.voxels()[v.voxels().length - 1] = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> streamed(CT, v, 100))
        .isInstanceOf(CdsslException.class)
        .hasMessage(
            "x: has 2 of "
                + v.voxels().length
                + " values that are NaN or infinite; repair it or leave it out");
    Arrays.fill(v.voxels(), 3);
    assertThatThrownBy(() -> streamed(CT, v, 100))
        .hasMessage("x: is constant, every value is 3.0; leave it out");
  }
}
