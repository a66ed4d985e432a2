package org.cdssl.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cdssl.CdsslException;
import org.cdssl.config.Size3;
import org.cdssl.config.SourceConfig;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Kind;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.image.format.Limits;
import org.cdssl.image.format.dicom.DicomWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderScannerTest {
  @TempDir Path temporary;
  private Path root;

  @BeforeEach
  void files() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
    for (String name :
        List.of(
            "b.nii.gz",
            "a.NII",
            "sub/c.png",
            "sub/deep/d.jpeg",
            "sub/mask_e.nii",
            "readme.txt",
            "._a.nii",
            ".hidden/x.nii",
            "__MACOSX/y.nii",
            "sub/IM0001",
            "arrays.npy")) {
      touch(root.resolve(name));
    }
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, file.getFileName().toString());
  }

  private SourceConfig source(
      Path path, List<String> include, List<String> exclude, String subject) {
    return new SourceConfig(
        "s",
        Kind.FOLDER,
        path.toString(),
        include,
        exclude,
        Dimension.D3,
        Modality.MR,
        1.5,
        subject);
  }

  private Manifest scan(List<String> include, List<String> exclude) throws IOException {
    return CollectionScan.of(List.of(source(root, include, exclude, "")));
  }

  private static List<String> paths(Manifest manifest) {
    return manifest.entries().stream().map(ImageEntry::path).toList();
  }

  @Test
  void withoutPatternsEveryImageIsTakenAndNothingElse() throws IOException {
    Manifest manifest = scan(List.of(), List.of());
    assertThat(paths(manifest))
        .containsExactly(
            "a.NII", "arrays.npy", "b.nii.gz", "sub/c.png", "sub/deep/d.jpeg", "sub/mask_e.nii");
    assertThat(manifest.notes()).isEmpty();
    ImageEntry first = manifest.entries().getFirst();
    assertThat(first.id()).isEqualTo("s/a.NII");
    assertThat(first.subject()).isEqualTo("a.NII");
    assertThat(first.file()).isEqualTo(root.toRealPath().resolve("a.NII"));
    assertThat(first.bytes()).isEqualTo(5);
    assertThat(first.dimension()).isEqualTo(Dimension.D3);
    assertThat(first.modality()).isEqualTo(Modality.MR);
    assertThat(first.spacingMm()).isEqualTo(1.5);
    assertThat(manifest.of(Dimension.D2)).isEmpty();
    assertThat(manifest.of(Dimension.D3)).hasSize(6);
  }

  @Test
  void patternsIncludeAndExclude() throws IOException {
    assertThat(paths(scan(List.of("*.{nii.gz,NII}"), List.of())))
        .containsExactly("a.NII", "b.nii.gz");
    assertThat(paths(scan(List.of("**/*.nii*"), List.of("**/mask_*")))).containsExactly("b.nii.gz");
    assertThat(paths(scan(List.of("sub/**"), List.of("sub/deep/**"))))
        .as("a pattern for anything takes images only")
        .containsExactly("sub/c.png", "sub/mask_e.nii");
    assertThat(paths(scan(List.of("**/IM*"), List.of()))).containsExactly("sub/IM0001");
    assertThat(paths(scan(List.of("**"), List.of("sub/**", "*.npy"))))
        .containsExactly("a.NII", "b.nii.gz");
  }

  @Test
  void aSingleFileIsASource() throws IOException {
    Manifest manifest =
        CollectionScan.of(List.of(source(root.resolve("sub/c.png"), List.of(), List.of(), "")));
    assertThat(paths(manifest)).containsExactly("c.png");
  }

  @Test
  void anEmptyResultSaysWhereAndWhatWasLookedFor() {
    assertThatThrownBy(() -> scan(List.of("*.mha"), List.of("x*")))
        .isInstanceOf(CdsslException.class)
        .hasMessage("source s: no images found under " + root + " matching *.mha but not x*")
        .extracting(e -> ((CdsslException) e).kind().exitCode())
        .isEqualTo(3);
  }

  @Test
  void linksThatLeaveTheRootAreSkippedWithANote() throws IOException {
    Path outside = temporary.resolve("outside/secret.nii");
    touch(outside);
    Files.createSymbolicLink(root.resolve("leak.nii"), outside);
    Files.createSymbolicLink(root.resolve("leaks"), outside.getParent());
    Files.createSymbolicLink(root.resolve("again.nii"), root.resolve("a.NII"));
    Files.createSymbolicLink(root.resolve("folder"), root.resolve("sub"));
    Files.createSymbolicLink(root.resolve("gone.nii"), root.resolve("nowhere.nii"));
    Files.createSymbolicLink(root.resolve("zlink.nii"), root.resolve(".hidden/x.nii"));
    Files.createSymbolicLink(root.resolve("notes.txt"), outside);
    Manifest manifest = scan(List.of(), List.of());
    assertThat(paths(manifest))
        .containsExactly(
            "a.NII",
            "arrays.npy",
            "b.nii.gz",
            "sub/c.png",
            "sub/deep/d.jpeg",
            "sub/mask_e.nii",
            "zlink.nii");
    assertThat(manifest.notes())
        .containsExactlyInAnyOrder(
            "source s: skipped leak.nii, it is a link out of the folder; make its target a source"
                + " of its own",
            "source s: skipped leaks, it is a link out of the folder; make its target a source of"
                + " its own",
            "source s: skipped again.nii, it is a link to a file that is listed anyway",
            "source s: skipped folder, it is a link to a folder",
            "source s: skipped gone.nii, it is a link that leads nowhere");
  }

  @Test
  void theSubjectIsTheFirstGroupOfThePattern() throws IOException {
    Path cxr = Files.createDirectory(temporary.resolve("cxr"));
    for (String name : List.of("001_000.png", "001_001.png", "002_000.png")) {
      touch(cxr.resolve(name));
    }
    Manifest manifest = CollectionScan.of(List.of(source(cxr, List.of(), List.of(), "([0-9]+)_")));
    assertThat(manifest.entries())
        .extracting(ImageEntry::subject)
        .containsExactly("001", "001", "002");
    assertThat(manifest.subjects()).isEqualTo(2);
    touch(cxr.resolve("other.png"));
    assertThatThrownBy(
            () -> CollectionScan.of(List.of(source(cxr, List.of(), List.of(), "([0-9]+)_"))))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining("finds no subject in 1 of 4 files: other.png");
  }

  @Test
  void theHashFollowsNamesAndSizesButNotTheOrder() throws IOException {
    Manifest manifest = scan(List.of(), List.of());
    List<ImageEntry> backwards = manifest.entries().reversed();
    assertThat(Manifest.of(backwards, List.of()).sha256()).isEqualTo(manifest.sha256());
    assertThat(Manifest.of(backwards, List.of()).entries()).isEqualTo(manifest.entries());
    Files.writeString(root.resolve("b.nii.gz"), "longer than before");
    String longer = scan(List.of(), List.of()).sha256();
    assertThat(longer).isNotEqualTo(manifest.sha256()).hasSize(64);
    Files.move(root.resolve("b.nii.gz"), root.resolve("z.nii.gz"));
    assertThat(scan(List.of(), List.of()).sha256()).isNotEqualTo(longer);
  }

  @Test
  void aDicomSeriesIsOneImageOfItsFolder() throws IOException {
    Path study = Files.createDirectories(temporary.resolve("dicom/p1/ct"));
    for (int z = 0; z < 3; z++) {
      Files.write(
          study.resolve("slice" + z),
          DicomWriter.image(2, 2).at(0, 0, z).pixels(z, 9, 8, 7).write());
    }
    Files.write(study.resolve("alone.dcm"), DicomWriter.image(2, 1).pixels(1, 2).write());
    SourceConfig source = source(temporary.resolve("dicom"), List.of(), List.of(), "(p[0-9])/");
    List<ImageEntry> entries = CollectionScan.of(List.of(source)).entries();
    assertThat(entries)
        .extracting(ImageEntry::path)
        .containsExactlyInAnyOrder("p1/ct", "p1/ct/alone.dcm");
    assertThat(entries).extracting(ImageEntry::subject).containsOnly("p1");
    ImageEntry series = entries.getFirst();
    assertThat(series.member()).matches("[0-9a-f]{16}");
    assertThat(series.bytes()).isEqualTo(3 * Files.size(study.resolve("slice0")));
    ImageLoader loader = new ImageLoader(256, new Size3(1, 1, 1), Limits.DEFAULT);
    assertThat(loader.decode(series.withSubject("x")).nz()).isGreaterThan(1);
  }
}
