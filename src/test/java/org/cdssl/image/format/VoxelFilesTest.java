package org.cdssl.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Headers may not make a reader open files of other folders (P15).
class VoxelFilesTest {
  @TempDir Path root;
  private Path folder;
  private Path header;

  @BeforeEach
  void makeFiles() throws IOException {
    folder = Files.createDirectories(root.resolve("images"));
    header = folder.resolve("a.mhd");
    Files.write(root.resolve("secret.raw"), new byte[8]);
    Files.createDirectory(root.resolve("images2"));
    Files.write(root.resolve("images2/secret.raw"), new byte[8]);
    Files.write(folder.resolve("own.raw"), new byte[8]);
  }

  @Test
  void filesInTheFolderAreFoundAlsoThroughLinksThatStayInside() throws IOException {
    assertThat(VoxelFiles.resolve(header, "own.raw"))
        .isEqualTo(folder.resolve("own.raw").toRealPath());
    Files.createSymbolicLink(folder.resolve("link.raw"), Path.of("own.raw"));
    assertThat(VoxelFiles.resolve(header, "link.raw")).exists();
    // the folder itself may be reached through a link
    Path alias = Files.createSymbolicLink(root.resolve("alias"), folder);
    assertThat(VoxelFiles.resolve(alias.resolve("a.mhd"), "own.raw")).exists();
  }

  @Test
  void filesElsewhereAreRefusedWhateverTheWayToThem() throws IOException {
    Files.createSymbolicLink(folder.resolve("out.raw"), root.resolve("secret.raw"));
    Files.createSymbolicLink(folder.resolve("up"), root);
    for (String name :
        List.of(
            "../secret.raw",
            "x/../../secret.raw",
            "../images2/secret.raw",
            root.resolve("secret.raw").toString(),
            folder.resolve("own.raw").toString(),
            "out.raw",
            "up/secret.raw",
            "../none-at-all.raw")) {
      assertThatThrownBy(() -> VoxelFiles.resolve(header, name))
          .as(name)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("outside its folder");
    }
    for (String name : List.of("", ".", "none.raw", "a\0b")) {
      assertThatThrownBy(() -> VoxelFiles.resolve(header, name))
          .as(name)
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void bothFormatsAskHere() throws IOException {
    Files.writeString(
        header,
        "NDims = 3\nDimSize = 2 2 2\nElementType = MET_UCHAR\nElementDataFile = ../secret.raw\n");
    Path nrrd = folder.resolve("a.nhdr");
    Files.writeString(
        nrrd,
        "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nencoding: raw\n"
            + "data file: LIST 3\n../secret.raw\n");
    for (Path file : List.of(header, nrrd)) {
      assertThatThrownBy(() -> ImageFiles.read(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("outside its folder");
    }
  }
}
