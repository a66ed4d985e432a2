package org.cdssl.image.format.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cdssl.cli.Main;
import org.cdssl.image.format.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P18: what names a person never leaves a file, nor even becomes an object.
class DicomPrivacyTest {
  private static final String MARKER = "MRKR7Q";

  @TempDir Path folder;

  private DicomWriter marked(int z) {
    DicomWriter dicom =
        DicomWriter.image(2, 2)
            .at(0, 0, z)
            .text(0x0020000E, "UI", "2.25.777666555")
            .text(0x00080018, "UI", "2.25.777666555." + z)
            .text(0x0020000D, "UI", "2.25.777666555.9")
            .pixels(z, 1, 2, 3);
    for (int tag : IdentifyingTags.ALL) {
      dicom.text(tag, "LO", MARKER + Integer.toHexString(tag));
    }
    return dicom.sequence(0x00081140, new DicomWriter().text(0x00100010, "PN", MARKER + "^inside"));
  }

  @Test
  void nothingOfFortyIdentifyingElementsIsInAnyOutput() throws IOException {
    Path input = Files.createDirectory(folder.resolve("in"));
    Path output = Files.createDirectory(folder.resolve("out"));
    for (int z = 0; z < 3; z++) {
      Files.write(input.resolve("slice" + z), marked(z).write());
    }
    Path broken = input.resolve("broken.dcm");
    byte[] whole = marked(9).write();
    Files.write(broken, java.util.Arrays.copyOf(whole, whole.length - 3));
    StringBuilder said = new StringBuilder();
    said.append(run("inspect", input.toString()));
    said.append(run("inspect", "--json", input.toString()));
    said.append(run("inspect", broken.toString()));
    Files.delete(broken);
    said.append(run("inspect", input.toString()));
    for (String name : new String[] {"a.nii", "a.nii.gz", "a.npy"}) {
      said.append(run("convert", input.toString(), output.resolve(name).toString()));
    }
    Path slice = input.resolve("slice1");
    said.append(run("convert", slice.toString(), output.resolve("a.png").toString()));
    assertClean(said.toString());
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.toList()) {
        assertClean(CompressedDicomTest.latin(Files.readAllBytes(file)));
      }
    }
    assertThat(output).isDirectoryContaining("glob:**/a.png");
    assertThat(said).contains("series");
  }

  @Test
  void headerObjectsHoldNothingIdentifying() throws IOException {
    Path file = Files.write(folder.resolve("x"), marked(1).write());
    try (DicomFile dicom = DicomFile.open(file, Limits.DEFAULT)) {
      assertClean(dicom.header().toString());
      assertThat(dicom.header().series()).matches("[0-9a-f]{16}");
    }
    for (int tag : IdentifyingTags.ALL) {
      assertThat(Tags.isKept(tag) || Tags.isKeptSequence(tag)).as(Tags.text(tag)).isFalse();
    }
  }

  private static void assertClean(String text) {
    assertThat(text).doesNotContain(MARKER).doesNotContain("777666555");
    byte[] wide = MARKER.getBytes(StandardCharsets.UTF_16LE);
    assertThat(text).doesNotContain(CompressedDicomTest.latin(wide));
  }

  private static String run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
      Main.run(arguments);
      return caught.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
