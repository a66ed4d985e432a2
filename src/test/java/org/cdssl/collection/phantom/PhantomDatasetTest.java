package org.cdssl.collection.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cdssl.collection.phantom.PhantomDataset.Split;
import org.cdssl.collection.phantom.PhantomDataset.Subject;
import org.cdssl.image.Volume;
import org.cdssl.image.format.ImageFiles;
import org.cdssl.image.format.LoadedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomDatasetTest {
  private static final PhantomGrid GRID = new PhantomGrid(24, 20, 18, 16, 16, 15);

  @Test
  void volumesAndRadiographsAreOfDisjointSubjects() {
    for (int volumes : new int[] {0, 16, 1000, 1001, 2500}) {
      List<Subject> subjects = new PhantomDataset(1, volumes, 60, GRID, 64, true).subjects();
      Set<Integer> indices = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (Subject s : subjects) {
        assertThat(indices.add(s.index())).isTrue();
        assertThat(names.add(s.name())).isTrue();
        assertThat(s.image()).startsWith(s.xray() ? "xrays/" : "volumes/");
      }
      assertThat(subjects).hasSize(volumes + 60);
    }
    PhantomDataset usual = new PhantomDataset(1, 16, 4, GRID, 64, true);
    assertThat(usual.subjects().getFirst().image()).isEqualTo("volumes/phantom-0001.nii.gz");
    assertThat(usual.subjects().getLast().image()).isEqualTo("xrays/phantom-1004.png");
  }

  @Test
  void everySplitHasAsManyOfEachClass() {
    List<Subject> subjects = new PhantomDataset(9, 200, 100, GRID, 64, true).subjects();
    for (Split split : Split.values()) {
      for (boolean xray : new boolean[] {false, true}) {
        List<Subject> part =
            subjects.stream().filter(s -> s.split() == split && s.xray() == xray).toList();
        assertThat(part).isNotEmpty();
        assertThat(part.stream().filter(s -> s.shape() == MassShape.SMOOTH).count())
            .isEqualTo(part.size() / 2);
      }
    }
    assertThat(subjects.stream().filter(s -> s.split() == Split.TRAIN).count()).isEqualTo(240);
  }

  @Test
  void sameSeedWritesTheSameBytesOnAnyNumberOfThreads(@TempDir Path folder) throws Exception {
    PhantomDataset dataset = new PhantomDataset(4, 4, 2, GRID, 48, true);
    List<Integer> progress = Collections.synchronizedList(new ArrayList<>());
    dataset.write(folder.resolve("one"), 1, progress::add);
    dataset.write(folder.resolve("three"), 3, n -> {});
    assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6);
    List<String> files = files(folder.resolve("one"));
    assertThat(files)
        .hasSize(4 + 4 + 2 + 1)
        .contains("labels.csv", "masks/phantom-0004.nii.gz", "xrays/phantom-1002.png")
        .isEqualTo(files(folder.resolve("three")));
    for (String file : files) {
      assertThat(folder.resolve("one").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("three").resolve(file));
    }
    new PhantomDataset(5, 1, 0, GRID, 48, true).write(folder.resolve("other"), 1, n -> {});
    assertThat(Files.readAllBytes(folder.resolve("other/volumes/phantom-0001.nii.gz")))
        .isNotEqualTo(Files.readAllBytes(folder.resolve("one/volumes/phantom-0001.nii.gz")));
  }

  @Test
  void filesReadBackAsWhatWasGenerated(@TempDir Path folder) throws Exception {
    PhantomDataset dataset = new PhantomDataset(4, 2, 1, GRID, 48, true);
    dataset.write(folder, 2, n -> {});
    Phantom phantom = Phantom.generate(4, 2, dataset.gridOf(2));
    Volume volume = solid(folder.resolve("volumes/phantom-0002.nii.gz"));
    assertThat(volume.voxels()).isEqualTo(phantom.volume().voxels());
    double[] spacing = volume.geometry().spacingMm();
    assertThat(spacing[0]).isCloseTo(dataset.gridOf(2).xMm(), byFloat());
    assertThat(volume.geometry().at(2, 3))
        .isCloseTo(phantom.volume().geometry().at(2, 3), byFloat());
    assertThat(solid(folder.resolve("masks/phantom-0002.nii.gz")).voxels())
        .isEqualTo(phantom.maskVolume().voxels());
    assertThat(ImageFiles.read(folder.resolve("xrays/phantom-1001.png")))
        .isInstanceOfSatisfying(
            LoadedImage.Flat.class,
            flat ->
                assertThat(flat.image().pixels())
                    .isEqualTo(PhantomXray.project(4, 1001, 48).image().pixels()));
    List<String> labels = Files.readAllLines(folder.resolve("labels.csv"));
    assertThat(labels.getFirst()).isEqualTo("subject,split,class,class_name,image,mask");
    MassShape shape = MassShape.of(4, 1);
    assertThat(labels.get(1))
        .isEqualTo(
            "phantom-0001,train,%d,%s,volumes/phantom-0001.nii.gz,masks/phantom-0001.nii.gz"
                .formatted(shape.code(), shape == MassShape.SMOOTH ? "smooth" : "lobulated"));
    assertThat(labels.getLast()).endsWith(",xrays/phantom-1001.png,");
  }

  @Test
  void gridsVaryBySubjectOnlyWhereAsked() {
    PhantomDataset varied =
        new PhantomDataset(4, 9, 0, new PhantomGrid(96, 96, 64, 4, 4, 4), 48, true);
    Set<PhantomGrid> grids = new HashSet<>();
    for (int i = 1; i < 10; i++) {
      PhantomGrid grid = varied.gridOf(i);
      assertThat(grid.nz()).isBetween(58, 74);
      assertThat(grid.zMm()).isBetween(3.87, 4.29);
      grids.add(grid);
    }
    assertThat(grids).hasSizeGreaterThan(7);
    assertThat(new PhantomDataset(4, 9, 0, GRID, 48, false).gridOf(3)).isEqualTo(GRID);
  }

  @Test
  void aFileInTheWayIsNamed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("volumes"), "no folder");
    assertThatThrownBy(() -> new PhantomDataset(4, 1, 0, GRID, 48, true).write(folder, 1, n -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("volumes");
  }

  private static org.assertj.core.data.Offset<Double> byFloat() {
    return org.assertj.core.data.Offset.offset(1e-4);
  }

  private static Volume solid(Path file) throws IOException {
    return ((LoadedImage.Solid) ImageFiles.read(file)).volume();
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(p -> folder.relativize(p).toString())
          .sorted()
          .toList();
    }
  }
}
