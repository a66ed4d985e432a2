package org.cdssl.transfer.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Target;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseLoaderTest {
  private static final Geometry PLAIN = Geometry.ofSpacing(1, 1, 1);

  @TempDir Path folder;

  @Test
  void anMrImageIsNormalisedAndKeepsItsLabels() throws IOException {
    ImageEntry entry = TestCases.write(folder, 1, TestCases.TURNED, 9, 11, 13);
    SegmentationCase of = TestCases.loader(List.of()).load(entry);
    assertThat(of.size().toString()).isEqualTo("13x9x11"); // y and z of the file are swapped
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < of.labels().length; i++) {
      double v = of.shown(of.image().intensity(i));
      sum += v;
      squares += v * v;
    }
    assertThat(sum / of.labels().length).isCloseTo(0, within(1e-4));
    assertThat(squares / of.labels().length).isCloseTo(1, within(1e-3));
    // the brightest voxels are those of class 2
    double[] mean = new double[3];
    int[] n = new int[3];
    for (int i = 0; i < of.labels().length; i++) {
      mean[of.labels()[i]] += of.image().intensity(i);
      n[of.labels()[i]]++;
    }
    assertThat(mean[2] / n[2]).isGreaterThan(mean[1] / n[1] + 0.2);
    assertThat(mean[1] / n[1]).isGreaterThan(mean[0] / n[0] + 0.2);
    assertThat(of.grid().toStored(of.labels()))
        .isEqualTo(TestCases.loader(List.of()).storedMask(entry));
  }

  @Test
  void ctIsClippedToItsWindow() throws IOException {
    float[] hu = {-1000, -325, 0, 162.5f, 325, 3000, 0, 0};
    Path image = folder.resolve("ct.nii");
    NiftiWriter.write(image, new Volume(2, 2, 2, hu, PLAIN));
    SegmentationCase of = TestCases.loader(List.of()).image("ct", image, Modality.CT);
    float[] expected = {-1, -1, 0, 0.5f, 1, 1, 0, 0};
    for (int i = 0; i < 8; i++) {
      assertThat(of.shown(of.image().intensity(i))).isCloseTo(expected[i], within(2e-5f));
    }
  }

  @Test
  void aMaskOfAnotherSizeIsNamed() throws IOException {
    ImageEntry image = TestCases.write(folder.resolve("a"), 1, PLAIN, 8, 8, 8);
    ImageEntry other = TestCases.write(folder.resolve("b"), 2, PLAIN, 8, 8, 9);
    Path mask = ((Target.Mask) other.target()).file();
    assertThatThrownBy(() -> TestCases.loader(List.of()).load(TestCases.entry(image.file(), mask)))
        .hasMessageContaining(mask.toString())
        .hasMessageContaining("8 x 8 x 9")
        .hasMessageContaining(image.file().toString());
  }

  @Test
  void aMaskThatLiesElsewhereIsNamed() throws IOException {
    ImageEntry image = TestCases.write(folder.resolve("a"), 1, PLAIN, 8, 8, 8);
    Geometry shifted = new Geometry(new double[] {1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0, 1});
    ImageEntry other = TestCases.write(folder.resolve("b"), 1, shifted, 8, 8, 8);
    Path mask = ((Target.Mask) other.target()).file();
    assertThatThrownBy(() -> TestCases.loader(List.of()).load(TestCases.entry(image.file(), mask)))
        .hasMessageContaining(mask.toString())
        .hasMessageContaining("2.0 voxels");
  }

  @Test
  void aLabelOutsideTheDeclaredSetIsNamedWithItsFile() throws IOException {
    ImageEntry entry = TestCases.write(folder, 1, PLAIN, 8, 8, 8);
    Path mask = ((Target.Mask) entry.target()).file();
    for (float label : new float[] {3, -1, 0.5f, Float.NaN}) {
      float[] labels = new float[512];
      labels[77] = label;
      NiftiWriter.write(mask, new Volume(8, 8, 8, labels, PLAIN));
      String shown = label == Math.rint(label) ? "" + (int) label : "" + label;
      assertThatThrownBy(() -> TestCases.loader(List.of()).load(entry))
          .hasMessageContaining(mask.toString())
          .hasMessageContaining("label " + shown + ";")
          .hasMessageContaining("0 background, 1 ball, 2 core");
    }
  }

  @Test
  void badCasesAreLeftOutAndNamedUntilThereAreTooMany() throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      entries.add(TestCases.write(folder, seed, PLAIN, 8, 8, 8));
    }
    for (int bad : new int[] {1, 2}) {
      Path mask = ((Target.Mask) entries.get(bad).target()).file();
      NiftiWriter.write(mask, new Volume(8, 8, 7, new float[448], PLAIN));
    }
    CasePool pool = TestCases.pool(entries);
    assertThat(pool.get(1).image().id()).isEqualTo(entries.get(3).id());
    assertThat(pool.find(2)).isEmpty();
    assertThat(pool.get(0).image().id()).isEqualTo(entries.get(0).id());
    assertThat(pool.quarantined()).hasSize(2);
    assertThat(pool.quarantined().getFirst().reason()).contains("case_01.nii.gz").contains("masks");
    List<ImageEntry> allBad = List.of(entries.get(1), entries.get(2));
    CasePool none = new CasePool(allBad, TestCases.loader(List.of()), new AtomicLong(1 << 20), 0);
    assertThatThrownBy(() -> none.get(0))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("2 of 2 cases")
        .hasMessageContaining("case_02.nii.gz");
  }

  @Test
  void casesThatDoNotFitTheMemoryAreReadAgain() throws IOException {
    ImageEntry entry = TestCases.write(folder, 1, PLAIN, 8, 8, 8);
    CasePool small =
        new CasePool(List.of(entry), TestCases.loader(List.of()), new AtomicLong(100), 0);
    assertThat(small.get(0)).isNotSameAs(small.get(0));
    assertThat(small.hasRoom()).isFalse();
    CasePool large = TestCases.pool(List.of(entry));
    assertThat(large.get(0)).isSameAs(large.get(0));
  }
}
