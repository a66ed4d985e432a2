package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.numpy.NpyArray;
import org.cdssl.image.format.numpy.NpzWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveArraysTest {
  private static final int IMAGES = 40;
  private static final int VOXELS = 4 * 5 * 6;

  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void archive() throws IOException {
    file = temporary.resolve("a.npz");
    float[] values = new float[IMAGES * VOXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / VOXELS + i % 5;
    }
    new NpzWriter()
        .add("one", VoxelType.UINT8, values, IMAGES, 4, 5, 6)
        .add("two", VoxelType.UINT8, values, IMAGES, 4, 5, 6)
        .write(file);
  }

  private ImageEntry entry(String member, int frame) {
    return ImageEntry.of("s", "p", "a.npz", file, Dimension.D3, Modality.SCALED, 0, 1)
        .inArchive(member, frame);
  }

  @Test
  void manyThreadsInflateAnArrayOnceAndReadTheirOwnImages() throws Exception {
    ArchiveArrays arrays = new ArchiveArrays(Limits.DEFAULT, 1 << 20);
    ImageLoader loader = new ImageLoader(0, new Size3(1, 1, 1), Limits.DEFAULT, arrays);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> first = new ArrayList<>();
      for (int i = 0; i < 4 * IMAGES; i++) {
        ImageEntry entry = entry("one", i % IMAGES);
        first.add(threads.submit(() -> loader.decode(entry).values()[0] & 0xffff));
      }
      for (int i = 0; i < first.size(); i++) {
        assertThat(first.get(i).get()).isEqualTo(i % IMAGES * 257);
      }
    }
    assertThat(arrays.inflations()).isEqualTo(1);
  }

  @Test
  void nothingIsKeptBeyondTheBudgetButTheLast() throws IOException {
    ArchiveArrays arrays = new ArchiveArrays(Limits.DEFAULT, IMAGES * VOXELS + 10);
    NpyArray one = arrays.get(file, "one");
    assertThat(arrays.get(file, "one")).isSameAs(one);
    NpyArray two = arrays.get(file, "two");
    assertThat(arrays.get(file, "two")).isSameAs(two);
    assertThat(arrays.inflations()).isEqualTo(2);
    arrays.get(file, "one");
    assertThat(arrays.inflations()).as("the first was let go").isEqualTo(3);
  }

  @Test
  void anImageThatIsNotThereIsNamed() {
    ImageLoader loader = new ImageLoader(0, new Size3(1, 1, 1), Limits.DEFAULT);
    assertThatThrownBy(() -> loader.decode(entry("one", IMAGES)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("one has 40 images, no number 40");
    assertThatThrownBy(() -> loader.decode(entry("three", 0)))
        .hasMessageContaining("holds no array 'three'");
  }
}
