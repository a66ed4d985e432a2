package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.junit.jupiter.api.Test;

class SubjectSplitTest {
  private static ImageEntry entry(String source, String subject, int image) {
    String path = subject + "_" + image + ".png";
    Dimension dimension = source.startsWith("x") ? Dimension.D2 : Dimension.D3;
    return ImageEntry.of(source, subject, path, Path.of(path), dimension, Modality.OTHER, 0, 1);
  }

  /// Subjects with one to four images each.
  private static List<ImageEntry> entries(String source, int subjects, int first) {
    List<ImageEntry> entries = new ArrayList<>();
    for (int s = first; s < first + subjects; s++) {
      for (int i = 0; i <= s % 4; i++) {
        entries.add(entry(source, "p" + s, i));
      }
    }
    return entries;
  }

  private static SubjectSplit split(List<ImageEntry> entries, double share, long seed) {
    return SubjectSplit.of(Manifest.of(entries, List.of()), share, seed);
  }

  private static Set<String> subjects(List<ImageEntry> entries) {
    Set<String> subjects = new HashSet<>();
    entries.forEach(e -> subjects.add(e.subject()));
    return subjects;
  }

  @Test
  void noSubjectIsOnBothSidesWhateverTheShareAndTheSources() {
    Random random = new Random(7);
    for (int trial = 0; trial < 200; trial++) {
      List<ImageEntry> entries = new ArrayList<>(entries("x", 1 + random.nextInt(20), 0));
      entries.addAll(entries("y", 1 + random.nextInt(20), random.nextInt(20)));
      SubjectSplit split = split(entries, random.nextDouble(), trial);
      assertThat(subjects(split.training())).doesNotContainAnyElementsOf(subjects(split.heldOut()));
      assertThat(split.training().size() + split.heldOut().size()).isEqualTo(entries.size());
    }
  }

  @Test
  void theShareOfSubjectsIsHeldOutOfEverySource() {
    List<ImageEntry> entries = new ArrayList<>(entries("x", 100, 0));
    entries.addAll(entries("y", 40, 1000));
    entries.addAll(entries("two", 2, 2000));
    entries.addAll(entries("lone", 1, 3000));
    SubjectSplit split = split(entries, 0.15, 3);
    assertThat(held(split, "x")).isEqualTo(15);
    assertThat(held(split, "y")).isEqualTo(6);
    assertThat(held(split, "two")).as("one of two").isEqualTo(1);
    assertThat(held(split, "lone")).as("a single subject is trained on").isZero();
    assertThat(held(split(entries, 0.99, 3), "two")).as("one is left to train on").isEqualTo(1);
    assertThat(split(entries, 0, 3).heldOut()).isEmpty();
  }

  private static int held(SubjectSplit split, String source) {
    return subjects(split.heldOut().stream().filter(e -> e.source().equals(source)).toList())
        .size();
  }

  @Test
  void theSplitDependsOnTheSeedAndNotOnTheOrderOfFiles() {
    List<ImageEntry> entries = new ArrayList<>(entries("x", 60, 0));
    SubjectSplit split = split(entries, 0.2, 1);
    Collections.shuffle(entries, new Random(5));
    assertThat(split(entries, 0.2, 1)).isEqualTo(split);
    assertThat(subjects(split(entries, 0.2, 2).heldOut())).isNotEqualTo(subjects(split.heldOut()));
  }

  @Test
  void theSplitOfASourceDoesNotChangeWhenAnotherJoins() {
    List<ImageEntry> entries = new ArrayList<>(entries("x", 30, 0));
    Set<String> before = subjects(split(entries, 0.2, 1).heldOut());
    entries.addAll(entries("y", 30, 500));
    SubjectSplit both = split(entries, 0.2, 1);
    assertThat(subjects(both.heldOut(Dimension.D2, 1000))).isEqualTo(before);
  }

  @Test
  void scoredImagesAreLimitedForEachDimensionAndAlwaysTheSame() {
    List<ImageEntry> entries = new ArrayList<>(entries("x", 60, 0));
    entries.addAll(entries("y", 60, 500));
    SubjectSplit split = split(entries, 0.5, 1);
    List<ImageEntry> few = split.heldOut(Dimension.D2, 5);
    assertThat(few).hasSize(5).allMatch(e -> e.dimension() == Dimension.D2);
    assertThat(split.heldOut()).containsAll(few);
    assertThat(split.heldOut(Dimension.D2, 6)).containsAll(few);
    assertThat(split.heldOut(Dimension.D3, 10_000))
        .isEqualTo(split.heldOut().stream().filter(e -> e.dimension() == Dimension.D3).toList());
    assertThat(split.training(Dimension.D3)).allMatch(e -> e.dimension() == Dimension.D3);
  }
}
