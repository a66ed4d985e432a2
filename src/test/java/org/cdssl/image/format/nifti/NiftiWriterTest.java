package org.cdssl.image.format.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.cdssl.image.format.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NiftiWriterTest {
  // a rotation by 30 degrees about z with x reversed, spacing 2, 3, 4
  private static final Geometry OBLIQUE =
      new Geometry(
          new double[] {-1.7320508, -1.5, 0, 10, -1, 2.5980762, 0, -20, 0, 0, 4, 30.5, 0, 0, 0, 1});

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBackWithItsAffineAndType() throws IOException {
    Volume volume = new Volume(2, 2, 1, new float[] {-3, 0, 7, 255}, OBLIQUE);
    for (VoxelType type :
        new VoxelType[] {
          VoxelType.INT16, VoxelType.INT32, VoxelType.INT64, VoxelType.FLOAT32, VoxelType.FLOAT64
        }) {
      for (String name : new String[] {"a.nii", "a.nii.gz"}) {
        Path file = folder.resolve(name);
        NiftiWriter.write(file, volume, type);
        assertThat(ImageFiles.readHeader(file).storedType()).isEqualTo(type.label());
        Volume back = ((LoadedImage.Solid) ImageFiles.read(file)).volume();
        assertThat(back.voxels()).containsExactly(volume.voxels());
        assertThat(back.geometry().affine())
            .usingComparatorWithPrecision(1e-6)
            .containsExactly(OBLIQUE.affine());
      }
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("no temporary file is left").hasSize(2);
    }
  }

  @Test
  void sformAndQformSayTheSame() throws IOException {
    Path file = folder.resolve("a.nii");
    NiftiWriter.write(file, new Volume(1, 1, 1, new float[1], OBLIQUE));
    byte[] content = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.getShort(252)).isEqualTo((short) 1);
    assertThat(header.getShort(254)).isEqualTo((short) 1);
    header.putShort(254, (short) 0); // leaves the qform
    Files.write(file, content);
    assertThat(((LoadedImage.Solid) ImageFiles.read(file)).volume().geometry().affine())
        .usingComparatorWithPrecision(2e-3) // float32 b, c, d near a half turn carry no more
        .containsExactly(OBLIQUE.affine());
  }

  @Test
  void aValueThatTheTypeCannotHoldIsRefusedAndNothingIsWritten() {
    Path file = folder.resolve("a.nii");
    for (float bad : new float[] {256, -1, 0.5f, Float.NaN}) {
      Volume volume = new Volume(1, 1, 1, new float[] {bad}, OBLIQUE);
      assertThatThrownBy(() -> NiftiWriter.write(file, volume, VoxelType.UINT8))
          .isInstanceOf(CdsslException.class)
          .hasMessageContaining("uint8");
    }
    assertThat(file).doesNotExist();
  }
}
