package org.cdssl.collection.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.Test;

/// What `check` keeps of as many images as MIMIC-CXR-JPG has, by generated names.
class LargeCheckTest {
  private static final int IMAGES = 400_000;

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static FileFacts facts(int i) {
    ImageFacts image =
        new ImageFacts(
            4, 0, 0, 0, 9, 0, "", "%016x%048x".formatted((i + 1) * 0x9E3779B97F4A7C15L, 0));
    return new FileFacts(
        List.of(),
        "",
        Finding.Kind.UNREADABLE,
        "JPEG",
        2,
        2,
        1,
        List.of(),
        255,
        List.of(),
        List.of(image));
  }

  @Test
  void duplicatesAmongFourHundredThousandImagesAreFoundInLittleMemory() {
    long before = liveBytes();
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String path = "files/p10/%d/02aa804e-bde0afdd-112c0b34-%08x.jpg".formatted(i / 6, i);
      entries.add(
          ImageEntry.of("m", path, path, Path.of("/d", path), Dimension.D2, Modality.XRAY, 1, 0));
    }
    CrossRules rules = new CrossRules(entries);
    for (int i = 0; i < IMAGES; i++) {
      rules.remember(i, facts(i % (IMAGES - 2))); // the last two repeat the first two
    }
    List<Finding> found = new ArrayList<>();
    rules.check(entry -> "", found::add);
    assertThat(liveBytes() - before).isLessThan(512L << 20);
    assertThat(found)
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.DUPLICATE, Finding.Kind.DUPLICATE);
  }
}
