package org.cdssl.collection.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.collection.Part;
import org.cdssl.collection.Target;
import org.cdssl.config.DataConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.Geometry;
import org.cdssl.image.Volume;
import org.cdssl.image.format.ImageHeader.Remark;
import org.cdssl.image.format.VoxelType;
import org.cdssl.image.format.nifti.NiftiWriter;
import org.cdssl.image.format.numpy.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionCheckTest {
  @TempDir Path folder;

  private static CheckReport check(CheckPlan plan, Path journal) throws IOException {
    return CollectionCheck.run(plan, Optional.ofNullable(journal), 3, (_, _, _) -> {}, () -> false)
        .orElseThrow();
  }

  /// Kinds found, by name of the file without its folders.
  private static Map<String, Set<Finding.Kind>> byFile(CheckReport report) {
    Map<String, Set<Finding.Kind>> found = new TreeMap<>();
    for (Finding f : report.findings()) {
      String name = f.image().substring(f.image().lastIndexOf('/') + 1);
      found.computeIfAbsent(name, _ -> new TreeSet<>()).add(f.kind());
    }
    return found;
  }

  @Test
  void everyPlantedFaultIsFoundAndNoneOther() throws IOException {
    PlantedCollection planted = new PlantedCollection(folder, 40);
    CheckReport report = check(CheckPlan.of(planted.data, 0), null);
    assertThat(byFile(report)).isEqualTo(planted.planted);
    assertThat(report.hasErrors()).isTrue();
    assertThat(report.images()).isEqualTo(3 * 40 + planted.planted.size() - 1 + 1);
    assertThat(report.sources()).isEqualTo(3);
    assertThat(report.findings()).allSatisfy(f -> assertThat(f.message()).doesNotContain("\n"));
    assertThat(report.findings())
        .extracting(Finding::grade)
        .isSortedAccordingTo(java.util.Comparator.naturalOrder());
  }

  @Test
  void theSecondCheckReadsOnlyWhatChanged() throws IOException {
    PlantedCollection planted = new PlantedCollection(folder.resolve("data"), 5);
    Path raw = Files.write(folder.resolve("data/ct/v.raw"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
    Files.writeString(
        folder.resolve("data/ct/v.mhd"),
        "NDims = 3\nDimSize = 2 2 2\nElementType = MET_UCHAR\nElementDataFile = v.raw\n");
    Path journal = folder.resolve("j");
    CheckPlan plan = CheckPlan.of(planted.data, 0);
    CheckReport first = check(plan, journal);
    CheckReport second = check(plan, journal);
    assertThat(first.read()).isEqualTo(first.images());
    assertThat(second.read()).isZero();
    assertThat(second.known()).isEqualTo(first.images());
    assertThat(second.findings()).isEqualTo(first.findings());
    // the voxels of a header lie in a file of their own
    Files.write(raw, new byte[8]);
    Files.setLastModifiedTime(raw, FileTime.fromMillis(1000));
    Files.delete(folder.resolve("data/ct/clean001.nii.gz"));
    CheckReport third = check(plan, journal);
    assertThat(third.read()).isEqualTo(2);
    assertThat(byFile(third).get("v.mhd")).contains(Finding.Kind.CONSTANT);
    assertThat(byFile(third).get("clean001.nii.gz")).containsExactly(Finding.Kind.UNREADABLE);
  }

  @Test
  void aStoppedCheckGoesOnWhereItWasAlsoAfterALineWasCutShort() throws IOException {
    PlantedCollection planted = new PlantedCollection(folder.resolve("data"), 10);
    CheckPlan plan = CheckPlan.of(planted.data, 0);
    Path journal = folder.resolve("j");
    AtomicInteger asked = new AtomicInteger();
    Optional<CheckReport> stopped =
        CollectionCheck.run(
            plan, Optional.of(journal), 1, (_, _, _) -> {}, () -> asked.incrementAndGet() > 20);
    assertThat(stopped).isEmpty();
    byte[] lines = Files.readAllBytes(journal);
    Files.write(journal, java.util.Arrays.copyOf(lines, lines.length - 7));
    CheckReport rest = check(plan, journal);
    assertThat(rest.known()).isEqualTo(19);
    assertThat(rest.read()).isEqualTo(rest.images() - 19);
    assertThat(rest.findings()).isEqualTo(check(plan, null).findings());
    assertThat(check(plan, journal).read()).isZero();
  }

  @Test
  void aJournalOfUnreadableLinesIsReadAround() throws IOException {
    PlantedCollection planted = new PlantedCollection(folder.resolve("data"), 3);
    CheckPlan plan = CheckPlan.of(planted.data, 0);
    Path journal = folder.resolve("j");
    CheckReport first = check(plan, journal);
    List<String> lines = new ArrayList<>(Files.readAllLines(journal));
    lines.set(0, lines.get(0).replace("\"images\":[", "\"images\":[{"));
    lines.set(1, "not JSON at all");
    lines.set(2, lines.get(2).replace("\"version\":1", "\"version\":0"));
    lines.set(3, lines.get(3).substring(0, 200));
    Files.write(journal, lines);
    CheckReport second = check(plan, journal);
    assertThat(second.read()).isEqualTo(4);
    assertThat(second.findings()).isEqualTo(first.findings());
  }

  @Test
  void oneJournalServesOneCheckAtATime() throws IOException {
    Path file = folder.resolve("j");
    try (Journal held = Journal.open(file)) {
      assertThat(held.find("any")).isEmpty();
      assertThatThrownBy(() -> Journal.open(file))
          .isInstanceOf(CdsslException.class)
          .hasMessageContaining("another check");
    }
  }

  @Test
  void masksMustFitTheirImagesAndHoldLabels() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    Path masks = Files.createDirectories(folder.resolve("masks"));
    Geometry grid = Geometry.ofSpacing(1, 1, 2);
    Map<String, Finding.Kind> planted = new TreeMap<>();
    mask(masks, "good", grid, 9, v -> v[5] = 2);
    mask(masks, "hair", shifted(0.0001), 9, v -> v[5] = 2);
    mask(masks, "size", grid, 10, v -> v[5] = 2);
    planted.put("size", Finding.Kind.MASK_SIZE);
    mask(masks, "grid", shifted(0.8), 9, v -> v[5] = 2);
    planted.put("grid", Finding.Kind.MASK_GRID);
    mask(
        masks,
        "mirror",
        new Geometry(new double[] {-1, 0, 0, 8, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1}),
        9,
        v -> v[5] = 2);
    planted.put("mirror", Finding.Kind.MASK_GRID);
    mask(masks, "label", grid, 9, v -> v[5] = 7);
    planted.put("label", Finding.Kind.LABEL_VALUES);
    mask(masks, "half", grid, 9, v -> v[5] = 0.5f);
    planted.put("half", Finding.Kind.LABEL_VALUES);
    mask(masks, "background", grid, 9, v -> {});
    planted.put("background", Finding.Kind.EMPTY_MASK);
    planted.put("none", Finding.Kind.MASK_UNREADABLE);
    planted.put("unlabelled", Finding.Kind.MISSING_LABEL);
    int value = 0;
    for (String name :
        List.of(
            "good",
            "hair",
            "size",
            "grid",
            "mirror",
            "label",
            "half",
            "background",
            "none",
            "unlabelled")) {
      int offset = value++;
      mask(
          images,
          name,
          grid,
          9,
          v -> {
            for (int i = 0; i < v.length; i++) {
              v[i] = i % 97 + offset;
            }
          });
    }
    DataConfig data =
        new DataConfig(
            List.of(PlantedCollection.source("mr", images, Dimension.D3, Modality.MR)),
            List.of(),
            0,
            1,
            0,
            1);
    CheckPlan plan = CheckPlan.of(data, 0);
    List<ImageEntry> labelled =
        plan.entries().stream()
            .map(e ->
                e.path().startsWith("unlabelled")
                    ? e
                    : e.withTarget(new Target.Mask(masks.resolve(e.path()))))
            .toList();
    CheckReport report =
        check(plan.withEntries(labelled).withLabels(Map.of("mr", LabelRanges.parse("0-2"))), null);
    Map<String, Set<Finding.Kind>> expected = new TreeMap<>();
    planted.forEach((name, kind) -> expected.put(name + ".nii", Set.of(kind)));
    assertThat(byFile(report)).isEqualTo(expected);
    assertThat(report.findings())
        .filteredOn(f -> f.image().endsWith("mirror.nii"))
        .singleElement()
        .satisfies(f -> assertThat(f.message()).contains("8 mm").contains("flipped"))
        .extracting(Finding::grade)
        .isEqualTo(Grade.ERROR);
  }

  @Test
  void splitsShareNeitherSubjectsNorImages() throws IOException {
    PlantedCollection planted = new PlantedCollection(folder, 8);
    CheckPlan plan = CheckPlan.of(planted.data, 0);
    List<ImageEntry> entries = new ArrayList<>();
    for (ImageEntry e : plan.entries()) {
      switch (e.path()) {
        case "again.nii" -> entries.add(e.withSubject("a").withPart(Part.TRAINING));
        case "clean001.nii" -> entries.add(e.withSubject("b").withPart(Part.TEST));
        case "clean002.nii" -> entries.add(e.withSubject("c").withPart(Part.TRAINING));
        case "clean003.nii" -> entries.add(e.withSubject("c").withPart(Part.VALIDATION));
        case "clean004.nii" -> entries.add(e.withSubject("c").withPart(Part.VALIDATION));
        default -> {}
      }
    }
    CheckReport report = check(plan.withEntries(entries), null);
    assertThat(report.findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.SUBJECT_IN_TWO_PARTS, Finding.Kind.CONTENT_IN_TWO_PARTS);
    assertThat(report.findings().getFirst().image()).isEqualTo("subject c");
  }

  @Test
  void anImageThatIsBothTrainedOnAndHeldOutIsAnError() throws IOException {
    Path ct = Files.createDirectories(folder.resolve("ct"));
    for (int i = 0; i < 10; i++) {
      mask(ct, "same" + i, Geometry.ofSpacing(1, 1, 1), 9, v -> v[3] = 1);
    }
    DataConfig data =
        new DataConfig(
            List.of(PlantedCollection.source("ct", ct, Dimension.D3, Modality.MR)),
            List.of(),
            0.3,
            9,
            0,
            1);
    CheckReport report = check(CheckPlan.of(data, 4), null);
    assertThat(report.findings()).hasSize(9);
    assertThat(
            report.findings().stream().filter(f -> f.kind() == Finding.Kind.CONTENT_IN_TWO_PARTS))
        .hasSizeBetween(3, 7);
  }

  @Test
  void arraysOfAnArchiveAreCheckedImageByImage() throws IOException {
    Path npz = folder.resolve("a.npz");
    float[] values = new float[4 * 6];
    for (int i = 0; i < 12; i++) {
      values[i] = i;
    }
    System.arraycopy(values, 0, values, 18, 6);
    new NpzWriter().add("train_images", VoxelType.UINT8, values, 4, 2, 3).write(npz);
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      entries.add(
          new ImageEntry(
              "m",
              "s" + i,
              "a.npz",
              npz,
              "train_images",
              i,
              Dimension.D2,
              Modality.XRAY,
              0,
              Files.size(npz),
              Part.NONE,
              Target.NONE));
    }
    CheckPlan plan = new CheckPlan(entries, true, Map.of(), Set.of(), List.of());
    CheckReport report = check(plan, null);
    assertThat(report.read()).isEqualTo(1);
    assertThat(byFile(report))
        .isEqualTo(
            Map.of(
                "a.npz#train_images@2", Set.of(Finding.Kind.CONSTANT),
                "a.npz#train_images@3", Set.of(Finding.Kind.DUPLICATE)));
  }

  @Test
  void sourcesWithoutImagesAndWhatAReaderRemarksAreFindings() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("nothing"));
    CheckReport report = check(CheckPlan.of(List.of(empty)), null);
    assertThat(report.findings())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.kind()).isEqualTo(Finding.Kind.EMPTY_SOURCE);
          assertThat(f.message()).contains("no images found under " + empty);
        });
    assertThat(report.hasErrors()).isTrue();
    List<Finding.Kind> kinds = new ArrayList<>();
    FileFacts flat =
        new FileFacts(
            List.of(),
            "",
            Finding.Kind.UNREADABLE,
            "DICOM",
            9,
            9,
            1,
            List.of(),
            255,
            List.of(new Remark(Remark.Kind.BURNED_IN_ANNOTATION, "text may be burned in")),
            List.of());
    GeometryRules.check(flat, (_, kind, _) -> kinds.add(kind));
    assertThat(kinds).containsExactly(Finding.Kind.BURNED_IN_TEXT);
  }

  private static Geometry shifted(double mm) {
    return new Geometry(new double[] {1, 0, 0, mm, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1});
  }

  private static void mask(
      Path folder, String name, Geometry geometry, int n, java.util.function.Consumer<float[]> fill)
      throws IOException {
    float[] voxels = new float[n * 9 * 9];
    fill.accept(voxels);
    NiftiWriter.write(
        folder.resolve(name + ".nii"), new Volume(n, 9, 9, voxels, geometry), VoxelType.FLOAT32);
  }
}
