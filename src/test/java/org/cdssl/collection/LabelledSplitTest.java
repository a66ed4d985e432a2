package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.config.SplitConfig;
import org.cdssl.config.SplitConfig.By;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelledSplitTest {
  @TempDir Path temporary;

  private static ImageEntry entry(String source, String subject, String path, Target target) {
    return ImageEntry.of(source, subject, path, Path.of(path), Dimension.D3, Modality.CT, 1, 1)
        .withTarget(target);
  }

  private static Manifest manifest(List<ImageEntry> entries) {
    return Manifest.of(entries, List.of());
  }

  private static SplitConfig by(By by, long seed) {
    return new SplitConfig(by, SplitConfig.PAPER_RATIO, seed);
  }

  private static Set<String> subjects(List<ImageEntry> entries) {
    return entries.stream().map(ImageEntry::subject).collect(Collectors.toSet());
  }

  /// Patients with 1 to 5 images in two sources; class 1 is one in ten, class 2 rarer still. Every
  /// seventh patient is in both sources.
  private static List<ImageEntry> patients(int n) {
    SplittableRandom random = new SplittableRandom(3);
    List<ImageEntry> entries = new ArrayList<>();
    for (int p = 0; p < n; p++) {
      int label = p % 40 == 0 ? 2 : p % 10 == 0 ? 1 : 0;
      int images = random.nextInt(1, 6);
      for (int i = 0; i < images; i++) {
        String source = p % 7 == 0 && i > 0 ? "b" : "a";
        entries.add(entry(source, "p" + p, "p" + p + "_" + i, new Target.ClassIndex(label)));
      }
    }
    return entries;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -5, 1234567})
  void noPatientIsInTwoPartsAndEveryClassIsInEach(long seed) {
    LabelledSplit split = LabelledSplit.of(manifest(patients(400)), by(By.AUTO, seed));
    assertThat(split.by()).isEqualTo(By.SUBJECT);
    List<Set<String>> parts =
        Stream.of(split.training(), split.validation(), split.test())
            .map(LabelledSplitTest::subjects)
            .toList();
    Set<String> all = new HashSet<>();
    parts.forEach(all::addAll);
    assertThat(all).hasSize(400);
    assertThat(parts.stream().mapToInt(Set::size).sum()).isEqualTo(400);
    // within one subject a stratum, two sources times three classes
    assertThat(parts.get(0).size()).isBetween(274, 286);
    assertThat(parts.get(1).size()).isBetween(34, 46);
    assertThat(parts.get(2).size()).isBetween(74, 86);
    for (Part part : List.of(Part.TRAINING, Part.VALIDATION, Part.TEST)) {
      Map<Target, Long> perClass =
          split.part(part).stream()
              .collect(
                  Collectors.groupingBy(
                      ImageEntry::target,
                      Collectors.collectingAndThen(
                          Collectors.toList(), l -> (long) subjects(l).size())));
      assertThat(perClass).hasSize(3);
      double share = part == Part.TRAINING ? 0.7 : part == Part.VALIDATION ? 0.1 : 0.2;
      assertThat((double) perClass.get(new Target.ClassIndex(0)))
          .isBetween(360 * share - 3, 360 * share + 3);
    }
  }

  @Test
  void theSplitDependsOnSeedAndNamesAlone() {
    List<ImageEntry> entries = patients(100);
    LabelledSplit split = LabelledSplit.of(manifest(entries), by(By.SUBJECT, 7));
    assertThat(LabelledSplit.of(manifest(entries.reversed()), by(By.SUBJECT, 7)).test())
        .isEqualTo(split.test());
    assertThat(subjects(LabelledSplit.of(manifest(entries), by(By.SUBJECT, 8)).test()))
        .isNotEqualTo(subjects(split.test()));
  }

  @Test
  void theRarestFindingReachesEveryPart() {
    List<ImageEntry> entries = new ArrayList<>();
    for (int p = 0; p < 300; p++) {
      entries.add(
          entry(
              "a",
              "p" + p,
              "p" + p,
              new Target.Findings(List.of(p % 2 == 0, p % 3 == 0, p % 100 == 1))));
    }
    LabelledSplit split = LabelledSplit.of(manifest(entries), by(By.SUBJECT, 1));
    for (Part part : List.of(Part.TRAINING, Part.VALIDATION, Part.TEST)) {
      assertThat(split.part(part))
          .filteredOn(e -> ((Target.Findings) e.target()).present().get(2))
          .as("%s", part)
          .hasSize(1);
    }
  }

  @Test
  void theOfficialSplitIsTakenWhereItIsComplete() {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Part part = i < 6 ? Part.TRAINING : i < 7 ? Part.VALIDATION : Part.TEST;
      entries.add(entry("a", "p" + i, "p" + i, new Target.ClassIndex(i % 2)).withPart(part));
    }
    entries.add(entry("a", "q", "unlabelled", Target.NONE));
    LabelledSplit split = LabelledSplit.of(manifest(entries), by(By.AUTO, 1));
    assertThat(split.by()).isEqualTo(By.OFFICIAL);
    assertThat(List.of(split.training().size(), split.validation().size(), split.test().size()))
        .containsExactly(6, 1, 3);
    assertThat(split.notes()).containsExactly("1 images without a label are left out");

    entries.add(entry("a", "p6", "leak", new Target.ClassIndex(0)).withPart(Part.TEST));
    assertThatThrownBy(() -> LabelledSplit.of(manifest(entries), by(By.OFFICIAL, 1)))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("1 subject is in two parts")
        .hasMessageContaining("p6");
  }

  @Test
  void anIncompleteOfficialSplitIsNoneUnlessAskedFor() {
    List<ImageEntry> entries = patients(30);
    entries.add(entry("a", "z", "z", new Target.ClassIndex(0)).withPart(Part.TEST));
    assertThat(LabelledSplit.of(manifest(entries), by(By.AUTO, 1)).by()).isEqualTo(By.SUBJECT);
    assertThatThrownBy(() -> LabelledSplit.of(manifest(entries), by(By.OFFICIAL, 1)))
        .hasMessageContaining("have no part in an official split");
    List<ImageEntry> noTest = patients(30).stream().map(e -> e.withPart(Part.TRAINING)).toList();
    assertThat(LabelledSplit.of(manifest(noTest), by(By.AUTO, 1)).by()).isEqualTo(By.SUBJECT);
    assertThatThrownBy(() -> LabelledSplit.of(manifest(noTest), by(By.OFFICIAL, 1)))
        .hasMessageContaining("not published");
  }

  @Test
  void aMissingOfficialValidationPartIsCutFromTrainingByPatient() {
    List<ImageEntry> entries =
        patients(200).stream()
            .map(e -> e.withPart(e.subject().endsWith("3") ? Part.TEST : Part.TRAINING))
            .toList();
    LabelledSplit split = LabelledSplit.of(manifest(entries), by(By.OFFICIAL, 1));
    assertThat(split.test()).allMatch(e -> e.subject().endsWith("3"));
    assertThat(subjects(split.validation())).hasSizeBetween(18, 27);
    assertThat(subjects(split.validation()))
        .doesNotContainAnyElementsOf(subjects(split.training()));
    assertThat(split.notes()).anyMatch(n -> n.contains("cut from the training part"));
  }

  @Test
  void imagesAreDividedOneByOneOnlyWhenAskedAndItIsSaid() {
    LabelledSplit split = LabelledSplit.of(manifest(patients(100)), by(By.IMAGE, 1));
    Set<String> both = new HashSet<>(subjects(split.training()));
    both.retainAll(subjects(split.test()));
    assertThat(both).isNotEmpty();
    assertThat(split.notes()).anyMatch(n -> n.contains("too good"));
  }

  @Test
  void imagesWithoutLabelsCannotBeDivided() {
    List<ImageEntry> entries = List.of(entry("a", "p", "p", Target.NONE));
    assertThatThrownBy(() -> LabelledSplit.of(manifest(entries), by(By.AUTO, 1)))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("none of the 1 images has a label");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 10, 29, 100})
  void countsAddUpAndNoPartOfALargeEnoughGroupIsEmpty(int n) {
    int[] counts = LabelledSplit.counts(n, List.of(7, 1, 2));
    assertThat(counts[0] + counts[1] + counts[2]).isEqualTo(n);
    if (n >= 3) {
      assertThat(counts).doesNotContain(0);
    }
    assertThat(LabelledSplit.counts(100, List.of(7, 1, 2))).containsExactly(70, 10, 20);
    assertThat(LabelledSplit.counts(10, List.of(1, 0, 1))).containsExactly(5, 0, 5);
  }

  @Test
  void smallerLabelSetsAreInsideLargerOnes() {
    List<ImageEntry> training =
        LabelledSplit.of(manifest(patients(400)), by(By.AUTO, 1)).training();
    List<ImageEntry> before = List.of();
    for (double ratio : new double[] {0.01, 0.1, 0.3, 0.5, 1}) {
      List<ImageEntry> subset = LabelSubset.of(training, ratio, 5);
      assertThat(subset).containsAll(before).isSubsetOf(training);
      int n = subjects(subset).size();
      int all = subjects(training).size();
      assertThat((double) n).isBetween(ratio * all - 4, ratio * all + 6);
      assertThat(subset.stream().map(ImageEntry::target).distinct()).as("%s", ratio).hasSize(3);
      Set<String> chosen = subjects(subset);
      assertThat(training.stream().filter(e -> chosen.contains(e.subject())).toList())
          .as("whole patients")
          .isEqualTo(subset);
      before = subset;
    }
    assertThat(before).isEqualTo(training);
    assertThat(LabelSubset.of(training, 0.3, 6)).isNotEqualTo(LabelSubset.of(training, 0.3, 5));
  }

  @Test
  void aSplitFileIsWrittenOnceAndReusedWhateverTheSeed() throws IOException {
    Manifest manifest = manifest(patients(60));
    Path file = temporary.resolve("split.json");
    LabelledSplit made = SplitFile.readOrMake(file, manifest, by(By.SUBJECT, 1));
    LabelledSplit read = SplitFile.readOrMake(file, manifest, by(By.SUBJECT, 2));
    assertThat(read.by()).isEqualTo(made.by());
    assertThat(read.training()).isEqualTo(made.training());
    assertThat(read.validation()).isEqualTo(made.validation());
    assertThat(read.test()).isEqualTo(made.test());
  }

  @Test
  void aSplitFileThatDoesNotFitTheImagesIsRefusedByName() throws IOException {
    List<ImageEntry> entries = patients(60);
    Path file = temporary.resolve("split.json");
    SplitFile.readOrMake(file, manifest(entries), by(By.SUBJECT, 1));
    List<ImageEntry> more = new ArrayList<>(entries);
    more.add(entry("a", "new", "new_0", new Target.ClassIndex(0)));
    assertThatThrownBy(() -> SplitFile.read(file, manifest(more)))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("1 labelled images are not in it (a/new_0)");
    assertThatThrownBy(() -> SplitFile.read(file, manifest(entries.subList(1, entries.size()))))
        .hasMessageContaining("1 of its images are not there (" + entries.getFirst().id() + ")");
    List<ImageEntry> other = new ArrayList<>(entries);
    other.set(0, entries.getFirst().withSubject("someone"));
    assertThatThrownBy(() -> SplitFile.read(file, manifest(other)))
        .hasMessageContaining("another subject");
  }

  @Test
  void anEditedSplitFileMayNotPutAPatientIntoTwoParts() throws IOException {
    List<ImageEntry> entries =
        List.of(
            entry("a", "p", "p_0", new Target.ClassIndex(0)),
            entry("a", "p", "p_1", new Target.ClassIndex(0)));
    Path file = temporary.resolve("split.json");
    String json =
        """
        {"format": 1, "by": "%s", "manifest": "", "training": {"p": ["a/p_0"]}, "validation": {},
         "test": {"p": ["a/p_1"]}}
        """;
    Files.writeString(file, json.formatted("subject"));
    assertThatThrownBy(() -> SplitFile.read(file, manifest(entries)))
        .hasMessageContaining("split.json")
        .hasMessageContaining("1 subject is in two parts");
    Files.writeString(file, json.formatted("image"));
    assertThat(SplitFile.read(file, manifest(entries)).test()).hasSize(1);
    Files.writeString(file, json.formatted("subject").replace("p_1", "p_0"));
    assertThatThrownBy(() -> SplitFile.read(file, manifest(entries)))
        .hasMessageContaining("a/p_0 is there twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"format\": 1}",
        "{\"format\": 2, \"by\": \"subject\", \"manifest\": \"\", \"training\": {},"
            + " \"validation\": {}, \"test\": {}}",
        "{\"format\": 1, \"by\": \"luck\", \"manifest\": \"\", \"training\": {}, \"validation\":"
            + " {}, \"test\": {}}",
        "{\"format\": 1, \"by\": \"subject\", \"manifest\": \"\", \"training\": {\"p\": null},"
            + " \"validation\": {}, \"test\": {}}"
      })
  void aDamagedSplitFileIsAFormatError(String text) throws IOException {
    Path file = temporary.resolve("split.json");
    Files.writeString(file, text);
    assertThatThrownBy(() -> SplitFile.read(file, manifest(patients(3))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("split.json");
  }
}
