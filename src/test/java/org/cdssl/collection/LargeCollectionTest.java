package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.config.SplitConfig;
import org.cdssl.config.SplitConfig.By;
import org.junit.jupiter.api.Test;

/// As many images as MIMIC-CXR-JPG has, by generated names; docs/results.md has the scan of as many
/// files.
class LargeCollectionTest {
  private static final int IMAGES = 400_000;

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void fourHundredThousandImagesAreListedAndDividedInAQuarterOfTwoGigabytes() {
    long before = liveBytes();
    List<ImageEntry> entries = new ArrayList<>();
    Target[] targets = {new Target.ClassIndex(0), new Target.ClassIndex(1)};
    String subject = "";
    for (int i = 0; i < IMAGES; i++) {
      if (i % 6 == 0) {
        subject = "mimic_cxr_jpg/p" + (10_000_000 + i);
      }
      String path =
          "files/p10/p%d/s%d/02aa804e-bde0afdd-112c0b34-7bc16630-%08x.jpg"
              .formatted(10_000_000 + i - i % 6, 50_000_000 + i / 2, i);
      entries.add(
          ImageEntry.of(
                  "m", subject, path, Path.of("/data", path), Dimension.D2, Modality.XRAY, 1, 0)
              .withTarget(targets[i % 97 == 0 ? 1 : 0]));
    }
    Manifest manifest = Manifest.of(entries, List.of());
    SubjectSplit split = SubjectSplit.of(manifest, 0.1, 1);
    LabelledSplit labelled =
        LabelledSplit.of(manifest, new SplitConfig(By.SUBJECT, SplitConfig.PAPER_RATIO, 1));
    List<ImageEntry> tenth = LabelSubset.of(labelled.training(), 0.1, 1);
    assertThat(liveBytes() - before).isLessThan(512L << 20);
    assertThat(split.training().size() + split.heldOut().size()).isEqualTo(IMAGES);
    assertThat(manifest.subjects()).isEqualTo((IMAGES + 5) / 6);
    assertThat((double) labelled.training().size() / IMAGES).isBetween(0.69, 0.71);
    assertThat((double) tenth.size() / labelled.training().size()).isBetween(0.095, 0.105);
  }
}
