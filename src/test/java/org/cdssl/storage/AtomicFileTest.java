package org.cdssl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void old() throws IOException {
    file = folder.resolve("table.md");
    Files.writeString(file, "old");
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.toList();
    }
  }

  @Test
  void theOldContentStandsUntilTheNewIsWhole() throws IOException {
    AtomicFile.stream(
        file,
        out -> {
          out.write(new byte[100_000]);
          assertThat(file).hasContent("old");
        });
    assertThat(file).hasSize(100_000);
    AtomicFile.write(file, "neu, ü");
    assertThat(file).hasContent("neu, ü");
    assertThat(entries()).containsExactly(file);
  }

  @Test
  void aFailureLeavesTheOldContentAndNothingElse() throws IOException {
    assertThatThrownBy(() ->
            AtomicFile.stream(
                file,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IOException("full");
                }))
        .hasMessage("full");
    assertThat(file).hasContent("old");
    assertThat(entries()).containsExactly(file);
  }

  @Test
  void whatAKilledWriterOfTheSameNumberLeftIsNoObstacle() throws IOException {
    Files.writeString(Temporaries.of(file), "half");
    AtomicFile.write(file, "new");
    assertThat(file).hasContent("new");
    assertThat(entries()).containsExactly(file);
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("no").resolve("table.md");
    assertThatThrownBy(() -> AtomicFile.stream(missing, out -> out.write(1)))
        .isInstanceOf(CdsslException.class)
        .hasMessageContaining(missing + ": the folder to write to does not exist");
    assertThatThrownBy(() -> AtomicFile.stream(folder.getRoot(), out -> out.write(1)))
        .isInstanceOf(CdsslException.class);
    assertThatThrownBy(() -> AtomicFile.write(missing, "x")).isInstanceOf(IOException.class);
  }
}
