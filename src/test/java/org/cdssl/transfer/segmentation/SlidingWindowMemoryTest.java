package org.cdssl.transfer.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.ProcessMemory;
import org.cdssl.engine.Weights;
import org.cdssl.image.Geometry;
import org.cdssl.image.PreparedImage;
import org.cdssl.network.Conv3d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// A 512³ volume in a process of its own. Takes half a minute: `mvn test
/// -Dtest=SlidingWindowMemoryTest -Dcdssl.slow=true`.
class SlidingWindowMemoryTest {
  private static final int SIDE = 512;

  @Test
  @EnabledIfSystemProperty(named = "cdssl.slow", matches = "true")
  void aVolumeOf512StaysWithinTheEstimatePlusATenth() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SlidingWindowMemoryTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = child.inputReader().readAllLines();
    assertThat(child.waitFor()).isZero();
    lines.forEach(System.out::println);
    long estimate = Long.parseLong(lines.get(1));
    long used = Long.parseLong(lines.get(2));
    assertThat(used).isBetween(estimate / 2, estimate + estimate / 10);
  }

  /// Prints the estimate in words, the estimate, and what was taken at most, bytes.
  public static void main(String[] args) {
    Compute compute = Compute.on("cpu", 1);
    Conv3d conv = Conv3d.same(new Weights(compute).root(), 1, 3, 1, true);
    SlidingWindow window =
        new SlidingWindow(conv::forward, 3, new Size3(64, 128, 128), 0.25, false, 1, compute);
    new SlidingWindow(conv::forward, 3, new Size3(8, 16, 16), 0.25, false, 1, compute)
        .labels(volume(32), () -> false); // loads and compiles what there is to
    MemoryEstimate estimate = window.estimate(new Size3(SIDE, SIDE, SIDE));
    System.out.println(estimate.text());
    long before = ProcessMemory.resident();
    byte[] labels = window.labels(volume(SIDE), () -> false);
    long most = ProcessMemory.highest();
    System.out.println(estimate.total());
    System.out.println(most - before);
    if (labels.length != SIDE * SIDE * SIDE) {
      throw new IllegalStateException();
    }
  }

  private static SegmentationCase volume(int side) {
    short[] values = new short[side * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i * 31);
    }
    GridMap grid = GridMap.of(side, side, side, Geometry.ofSpacing(1, 1, 1), List.of());
    return new SegmentationCase(
        new PreparedImage("generated", false, side, side, side, values),
        new byte[0],
        new int[0][],
        0,
        1,
        grid);
  }
}
