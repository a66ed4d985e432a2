package org.cdssl.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cdssl.image.Orientation;
import org.cdssl.image.Volume;
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

  /// The same of an independent parser of MetaImage and NRRD headers in numpy.
  private static final Map<String, String> NUMPY =
      Map.of(
          "metaimage/elastix/Testing/Data/3DCT_lung_baseline_small.mha",
          "fb399c87378697561112acb83d0bb73d0bc2fec40165e093b3244df934b9c66d",
          "metaimage/elastix/dox/exampleinput/mask_moving.mhd",
          "7f287c08d860995bf15291e7ebf07bdd11bda168b1d1266cf65acfc27731775c",
          "metaimage/itk_examples/BrainProtonDensity3Slices.mha",
          "1794c7ed12044716534900b38c7e5ac2c583cf2a03e6056569f4b8b581103eab",
          "metaimage/itk_examples/BrainT1SliceBorder20DirectionPlus30.mhd",
          "dd2ea3a1ce1496e2acb005e40f626f4c71390dab459a932cebd4e23a4e30b413",
          "nrrd/pyradiomics/brain1_image.nrrd",
          "525a2d91ffda7cd198dc63fab69256925fa421495d0f086c0b8ca855254e94d5",
          "nrrd/pyradiomics/prostate_phantom_subvolume.nrrd",
          "00d16c5ace880b4698f91167aaadd18d7b750c39e5b5d292cc99ba87ed1b3d41");

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
  void voxelsOfRealMetaImageAndNrrdFilesAreThoseOfNumpy() throws IOException {
    for (Map.Entry<String, String> reference : NUMPY.entrySet()) {
      Path file = data.resolve(reference.getKey());
      VoxelStatistics statistics = new VoxelStatistics();
      ImageFiles.readerOf(file).readVoxels(file, Limits.DEFAULT, statistics);
      assertThat(statistics.sha256()).as(reference.getKey()).isEqualTo(reference.getValue());
    }
    // space left-posterior-superior, directions (.78,0,0) (0,-.78,0) (0,0,6.5)
    double[] brain =
        ImageFiles.readHeader(data.resolve("nrrd/pyradiomics/brain1_image.nrrd"))
            .geometry()
            .orElseThrow()
            .affine();
    double[] expected = {
      -0.78125, 0, 0, 99.609375, 0, 0.78125, 0, -99.609375, 0, 0, 6.5, -78, 0, 0, 0, 1
    };
    assertThat(brain).containsExactly(expected, within(1e-9));
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

  /// Voxels by gdcm, rescaled; places by pydicom.
  @Test
  void theCompressedCtSeriesIsThatOfGdcmAndLiesWhereItsMaskDoes() throws IOException {
    Path folder = data.resolve("ct_seg/totalsegmentator/example_ct_dicom");
    VoxelStatistics statistics = new VoxelStatistics();
    ImageFiles.readerOf(folder).readVoxels(folder, Limits.DEFAULT, statistics);
    assertThat(statistics.sha256())
        .isEqualTo("44352f6ea210f6924bc4a4e1bdd315093aa20dfc9abcc840ffed009fb57b6ac4");
    double[] affine = ImageFiles.readHeader(folder).geometry().orElseThrow().affine();
    double[] expected = {
      -0.9765625, 0, 0, 249.51171875, 0, -0.9765625, 0, 437.51171875, 0, 0, 2, -804.5, 0, 0, 0, 1
    };
    assertThat(affine).containsExactly(expected, within(1e-9));

    Path maskFile = data.resolve("ct_seg/totalsegmentator/example_seg_dicom.nii.gz");
    Volume ct = Orientation.toRas(((LoadedImage.Solid) ImageFiles.read(folder)).volume());
    Volume mask = Orientation.toRas(((LoadedImage.Solid) ImageFiles.read(maskFile)).volume());
    assertThat(ct.geometry().affine()).containsExactly(mask.geometry().affine(), within(1e-4));
    double sum = 0;
    int inside = 0;
    for (int i = 0; i < ct.voxels().length; i++) {
      if (mask.voxels()[i] > 0) {
        sum += ct.voxels()[i];
        inside++;
      }
    }
    assertThat(inside).isEqualTo(739_420);
    // -212.9 where one of them is flipped from front to back
    assertThat(sum / inside).isEqualTo(91.1590002975305, within(1e-6));
  }

  @Test
  void everyOtherFileIsReadOrRefusedByNameInUnderASecond() throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, String> refused = new TreeMap<>();
    int read = 0;
    for (String folder : List.of("metaimage", "nrrd", "odd/nibabel")) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(data.resolve(folder))) {
        files =
            walk.filter(ImageFiles::isImage)
                .filter(file -> !file.getFileName().toString().contains(".dcm"))
                .sorted()
                .toList();
      }
      for (Path file : files) {
        long start = threads.getCurrentThreadCpuTime();
        try {
          ImageReader reader = ImageFiles.readerOf(file);
          reader.readHeader(file, Limits.DEFAULT);
          reader.readVoxels(file, Limits.DEFAULT, VoxelSink.NONE);
          read++;
        } catch (FormatException e) {
          assertThat(e.getMessage()).startsWith(file.toString());
          refused.put(file.getFileName().toString(), e.getMessage());
          assertThat(threads.getCurrentThreadCpuTime() - start)
              .as(file.toString())
              .isLessThan(1_000_000_000L);
        }
      }
    }
    assertThat(read).isGreaterThan(100);
    assertThat(refused)
        .containsOnlyKeys(
            "BayesianClassifierInitializerMemberships.mhd",
            "itkBrainSliceComplex.mha",
            "analyze.hdr",
            "nifti1.hdr",
            "nifti2.hdr");
  }
}
