package org.cdssl.collection.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.ImageLoader;
import org.cdssl.collection.Manifest;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.Limits;
import org.junit.jupiter.api.Test;

/// As many images as MIMIC-CXR-JPG has, by generated names; docs/results.md has the run on as many
/// files.
class LargeCacheTest {
  private static final int IMAGES = 400_000;

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void fourHundredThousandImagesArePlannedAndGroupedInLittleMemory() {
    long before = liveBytes();
    List<ImageEntry> entries = new ArrayList<>();
    String subject = "";
    for (int i = 0; i < IMAGES; i++) {
      subject = i % 6 == 0 ? "p" + (10_000_000 + i) : subject;
      String path = "files/p10/%s/02aa804e-bde0afdd-112c0b34-%08x.jpg".formatted(subject, i);
      entries.add(
          ImageEntry.of(
              "m", subject, path, Path.of("/d", path), Dimension.D2, Modality.XRAY, 1, 0));
    }
    Manifest manifest = new Manifest(entries, List.of(), "0", Map.of());
    ImageLoader loader = new ImageLoader(256, new Size3(16, 32, 32), Limits.DEFAULT);
    CachePlan plan = CachePlan.of(manifest, loader, Storage.UINT16, Compression.NONE);
    List<Group> groups = Group.of(entries, plan.byKind(), Group.BYTES);
    assertThat(liveBytes() - before).isLessThan(512L << 20);
    assertThat(plan.sources()).hasSize(1);
    assertThat(groups.stream().mapToInt(g -> g.entries().size()).sum()).isEqualTo(IMAGES);
    // files without a byte, too, are work that is shared and a kill loses little of
    assertThat(groups).hasSizeBetween(100, 5000);
    assertThat(groups).allMatch(g -> g.entries().size() <= Group.BYTES / 4096);
  }
}
