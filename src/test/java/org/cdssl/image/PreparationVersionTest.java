package org.cdssl.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.Test;

/// A cache made by other code than this must not be taken for one made by this (P19).
class PreparationVersionTest {
  private static final String OF_VERSION_2 =
      "8761355c3e090d501371c113ede62da714b01b2bb345195da1c5b743e1dcb3a1";

  @Test
  void whatIsMadeOfAnImageChangesOnlyWithTheVersion() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    float[] voxels = new float[31 * 27 * 19];
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) Math.rint(random.nextDouble() * 2600 - 1300);
    }
    double[] affine = Geometry.ofSpacing(0.8, 0.9, 2.5).affine();
    affine[0] = -affine[0];
    Volume volume = new Volume(31, 27, 19, voxels, new Geometry(affine));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Modality modality : new Modality[] {Modality.CT, Modality.MR}) {
      Preparation preparation =
          new Preparation(Dimension.D3, modality, 1.0, 256, new Size3(32, 32, 32));
      add(digest, preparation.prepareInRas("x", volume));
    }
    float[] pixels = new float[400 * 300];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    Preparation flat = new Preparation(Dimension.D2, Modality.XRAY, 0, 256, new Size3(1, 1, 1));
    add(digest, flat.prepare("x", new Image2d(400, 300, pixels, 255)));
    assertThat(Preparation.VERSION).isEqualTo(2);
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .as("what is prepared changed: raise Preparation.VERSION and put the new hash here")
        .isEqualTo(OF_VERSION_2);
  }

  private static void add(MessageDigest digest, PreparedImage image) {
    short[] values = image.values();
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length + 12);
    bytes.putInt(image.nx()).putInt(image.ny()).putInt(image.nz());
    bytes.asShortBuffer().put(values);
    digest.update(bytes.array());
  }
}
