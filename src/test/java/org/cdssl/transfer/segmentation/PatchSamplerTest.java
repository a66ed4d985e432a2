package org.cdssl.transfer.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.PatchAugmentationConfig;
import org.cdssl.config.Range;
import org.cdssl.config.SegmentationConfig;
import org.cdssl.config.Size3;
import org.cdssl.image.Geometry;
import org.cdssl.view.ViewRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchSamplerTest {
  private static final PatchAugmentationConfig NONE =
      new PatchAugmentationConfig(0, new Range(1, 1), 0, List.of(0.0, 0.0, 0.0), 0, 0, 0, 0);
  private static final PatchAugmentationConfig ALL =
      new PatchAugmentationConfig(
          1, new Range(0.8, 1.3), 20, List.of(0.5, 0.5, 0.5), 0.5, 0.05, 0.3, 0.1);

  @TempDir Path folder;

  @Test
  void aBatchIsAFunctionOfSeedAndStepAlone() throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      entries.add(TestCases.write(folder, seed, TestCases.TURNED, 12, 10, 11));
    }
    PatchSampler one = sampler(entries, ALL, 5);
    PatchSampler two = sampler(entries, ALL, 5);
    two.batch(7);
    assertThat(two.batch(4).images()).isEqualTo(one.batch(4).images());
    assertThat(two.batch(4).labels()).isEqualTo(one.batch(4).labels());
    assertThat(one.batch(4).images()).isNotEqualTo(one.batch(5).images());
    assertThat(one.batch(4).images()).isNotEqualTo(sampler(entries, ALL, 6).batch(4).images());
    // three cases in batches of two: three steps show each twice
    List<String> ids = new ArrayList<>();
    for (int step = 0; step < 3; step++) {
      ids.addAll(one.batch(step).ids());
    }
    assertThat(ids.subList(0, 3)).doesNotHaveDuplicates();
    assertThat(ids.subList(3, 6)).doesNotHaveDuplicates();
  }

  @Test
  void aPatchWithoutAugmentationIsAPieceOfTheCase() {
    SegmentationCase of = TestCases.ramp(9, 8, 7);
    Size3 patch = new Size3(3, 4, 5);
    ViewRandom random = new ViewRandom(3);
    float[] image = new float[patch.voxels()];
    byte[] labels = new byte[patch.voxels()];
    Set<Integer> starts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      PatchDraw draw = PatchDraw.draw(of, patch, 0, NONE, random);
      draw.apply(of, patch, image, labels);
      starts.add(draw.x());
      for (int k = 0; k < image.length; k++) {
        int at = ((draw.z() + k / 20) * 8 + draw.y() + k / 5 % 4) * 9 + draw.x() + k % 5;
        assertThat(image[k]).isEqualTo(of.image().intensity(at));
        assertThat(labels[k]).isEqualTo(of.labels()[at]);
      }
    }
    assertThat(starts).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void aFlipMirrorsImageAndLabelsAlike() {
    SegmentationCase of = TestCases.ramp(6, 5, 4);
    Size3 patch = new Size3(4, 5, 6);
    float[] image = new float[patch.voxels()];
    byte[] labels = new byte[patch.voxels()];
    new PatchDraw(0, 0, 0, true, false, true, 1, 0, 0, 0).apply(of, patch, image, labels);
    for (int z = 0; z < 4; z++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 6; x++) {
          int from = ((3 - z) * 5 + y) * 6 + 5 - x;
          assertThat(image[(z * 5 + y) * 6 + x]).isEqualTo(of.image().intensity(from));
          assertThat(labels[(z * 5 + y) * 6 + x]).isEqualTo(of.labels()[from]);
        }
      }
    }
  }

  @Test
  void scaleAndRotationMoveLabelsWithTheImageInMillimetres() throws IOException {
    // a ball stays a ball under any rotation only where angles are true in mm
    ImageEntry entry = TestCases.write(folder, 1, Geometry.ofSpacing(1, 1, 1), 30, 30, 30);
    SegmentationCase of = TestCases.loader(List.of()).load(entry);
    Size3 patch = new Size3(30, 30, 30);
    float[] image = new float[patch.voxels()];
    byte[] labels = new byte[patch.voxels()];
    new PatchDraw(0, 0, 0, false, false, false, 1.25, 0.3, -0.2, 0.4)
        .apply(of, patch, image, labels);
    assertThat(count(labels) / (double) count(of.labels())).isCloseTo(1.95, within(0.1)); // 1.25³
    double inside = 0;
    double outside = 0;
    for (int i = 0; i < image.length; i++) {
      inside += labels[i] == 2 ? image[i] : 0;
      outside += labels[i] == 0 ? image[i] : 0;
    }
    double cores =
        java.util.stream.IntStream.range(0, labels.length).filter(i -> labels[i] == 2).count();
    assertThat(inside / cores).isGreaterThan(0.7);
    assertThat(outside / (labels.length - count(labels))).isLessThan(0.3);

    SegmentationCase flat = TestCases.ramp(10, 10, 5); // 1 x 1 x 2 mm
    float[] turned = new float[500];
    // a quarter turn about x swaps y and z: one step along y is half a voxel of z
    new PatchDraw(0, 0, 0, false, false, false, 1, Math.PI / 2, 0, 0)
        .apply(flat, new Size3(5, 10, 10), turned, new byte[500]);
    int centre =
        (2 * 10 + 4) * 10 + 3; // z = 2, y = 4.5 - 0.5: a quarter voxel from z = 2 of y = 4.5
    float lower = (flat.image().intensity(at(2, 4, 3)) + flat.image().intensity(at(2, 5, 3))) / 2;
    float upper = (flat.image().intensity(at(3, 4, 3)) + flat.image().intensity(at(3, 5, 3))) / 2;
    float below = (flat.image().intensity(at(1, 4, 3)) + flat.image().intensity(at(1, 5, 3))) / 2;
    float towards = 0.75f * lower + 0.25f * upper;
    float away = 0.75f * lower + 0.25f * below;
    assertThat(Math.min(Math.abs(turned[centre] - towards), Math.abs(turned[centre] - away)))
        .isLessThan(1e-5f);
  }

  @Test
  void foregroundPatchesHoldAVoxelOfADrawnClass() {
    SegmentationCase empty = TestCases.ramp(40, 30, 20);
    byte[] labels = new byte[empty.labels().length];
    labels[(17 * 30 + 3) * 40 + 38] = 1;
    labels[(2 * 30 + 25) * 40 + 5] = 2;
    SegmentationCase of =
        new SegmentationCase(
            empty.image(), labels, SegmentationCase.positions(labels, 2), 0, 1, empty.grid());
    Size3 patch = new Size3(4, 5, 6);
    int[] seen = new int[3];
    ViewRandom random = new ViewRandom(9);
    byte[] cut = new byte[patch.voxels()];
    for (int i = 0; i < 300; i++) {
      PatchDraw.draw(of, patch, 1, NONE, random).apply(of, patch, new float[cut.length], cut);
      int held = 0;
      for (byte label : cut) {
        held = Math.max(held, label);
      }
      seen[held]++;
    }
    assertThat(seen[0]).isZero();
    assertThat(seen[1]).isBetween(110, 190);
    assertThat(seen[2]).isBetween(110, 190);
  }

  @Test
  void aCaseSmallerThanThePatchLiesAnywhereInIt() {
    SegmentationCase of = TestCases.ramp(3, 4, 5);
    Size3 patch = new Size3(8, 8, 8);
    ViewRandom random = new ViewRandom(4);
    byte[] labels = new byte[patch.voxels()];
    float[] image = new float[patch.voxels()];
    Set<Integer> starts = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      PatchDraw draw = PatchDraw.draw(of, patch, 0.5, NONE, random);
      draw.apply(of, patch, image, labels);
      starts.add(draw.x());
      assertThat(count(labels)).isEqualTo(count(of.labels()));
    }
    assertThat(starts).containsExactlyInAnyOrder(-5, -4, -3, -2, -1, 0);
  }

  @Test
  void keptPositionsAreSpreadOverTheWholeClass() {
    byte[] labels = new byte[100_000];
    java.util.Arrays.fill(labels, (byte) 1);
    int[] positions = SegmentationCase.positions(labels, 2)[0];
    assertThat(positions).hasSize(4096).isSorted().doesNotHaveDuplicates();
    assertThat(positions[0]).isZero();
    assertThat(positions[2048]).isBetween(49_900, 50_100);
    assertThat(positions[4095]).isGreaterThan(99_900);
    assertThat(SegmentationCase.positions(labels, 2)[1]).isEmpty();
  }

  private static int at(int z, int y, int x) {
    return (z * 10 + y) * 10 + x;
  }

  private static int count(byte[] labels) {
    int n = 0;
    for (byte label : labels) {
      n += label == 0 ? 0 : 1;
    }
    return n;
  }

  private static PatchSampler sampler(
      List<ImageEntry> entries, PatchAugmentationConfig augmentation, long seed) {
    SegmentationConfig config =
        new SegmentationConfig(
            new Size3(8, 8, 8),
            0.5,
            false,
            1,
            List.of(),
            SegmentationConfig.Interpolation.LINEAR,
            new Range(-325, 325),
            org.cdssl.config.NetworkConfig.Norm.BATCH,
            0.5,
            false,
            1,
            augmentation);
    return new PatchSampler(TestCases.pool(entries), config, 2, seed);
  }
}
