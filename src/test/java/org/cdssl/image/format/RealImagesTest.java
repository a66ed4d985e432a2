package org.cdssl.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real files of the data folder (`CDSSL_DATA`, else `../shared/data`); skipped where it is absent.
class RealImagesTest {
  /// SHA-256 of nibabel's `get_fdata()` as little-endian float32, x fastest.
  private static final Map<String, String> NIBABEL =
      Map.of(
          "odd/nibabel/anatomical.nii",
          "a30adcd615b9289f8b101b2c59c29e891540bfb5ee23c2270aba9c39481f102f",
          "odd/nibabel/example4d.nii.gz",
          "80fa66eb36babd728c4d6c4b3356952c77fe3b4e775f666374f40911215254ee",
          "odd/nibabel/example_nifti2.nii.gz",
          "7f1cb099ce2873e6d038bafa6360dc782f42f736daaf02e132c909f1a7e2d84d",
          "odd/nibabel/functional.nii",
          "0464ab605a2a3e72cefa2f43448927662e573cab8aeaa9f2abc1a954ce88fa5e",
          "odd/nibabel/resampled_anat_moved.nii",
          "6fbc2d03c21dfd61973d558a387bbb54907b04beeb6062ba24bac67601e0eb87",
          "odd/nibabel/standard.nii.gz",
          "63c5454014c0c724e2167b9eb98d4954d322bd5fbde1412cae82e9b2a9a49199",
          "ct_seg/totalsegmentator/example_ct_sm.nii.gz",
          "849ac4440faf1c7117d1dcd168c0ceaef0ebdfccf80d6e51fa215b60cab4cedf");

  private Path data;

  @BeforeEach
  void findData() {
    String set = System.getenv("CDSSL_DATA");
    data = Path.of(set == null ? "../shared/data" : set);
    assumeThat(data).as("folder of real images (set CDSSL_DATA)").isDirectory();
  }

  @Test
  void voxelsOfRealNiftiFilesAreThoseOfNibabel() throws IOException {
    for (Map.Entry<String, String> reference : NIBABEL.entrySet()) {
      Path file = data.resolve(reference.getKey());
      VoxelStatistics statistics = new VoxelStatistics();
      ImageFiles.readerOf(file).readVoxels(file, Limits.DEFAULT, statistics);
      assertThat(statistics.sha256()).as(reference.getKey()).isEqualTo(reference.getValue());
    }
  }

  @Test
  void everyPngOfThePngSuiteIsReadAndEveryCorruptOneRefused() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(data.resolve("odd/pngsuite/png"))) {
      files = list.filter(ImageFiles::isImage).sorted().toList();
    }
    int corrupt = 0;
    for (Path file : files) {
      if (file.getFileName().toString().startsWith("x")) {
        corrupt++;
        assertThatThrownBy(() -> ImageFiles.read(file)).isInstanceOf(FormatException.class);
      } else {
        assertThat(ImageFiles.read(file)).isInstanceOf(LoadedImage.Flat.class);
      }
    }
    assertThat(corrupt).isEqualTo(14);
    assertThat(files).hasSizeGreaterThan(170);
  }
}
