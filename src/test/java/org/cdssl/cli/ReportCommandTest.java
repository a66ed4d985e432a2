package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir Path folder;

  @Test
  void theReportGoesIntoTheRunFolder() throws Exception {
    Files.writeString(folder.resolve("config.yaml"), "seed: 0\n");
    assertThat(Main.run("report", folder.toString())).isZero();
    assertThat(folder.resolve("report.html")).content().contains("seed: 0");
  }

  @Test
  void theReportGoesWhereOutSays() throws Exception {
    Files.writeString(folder.resolve("config.yaml"), "seed: 0\n");
    Path page = folder.resolve("pages/run.html");
    assertThat(Main.run("report", folder.toString(), "--out", page.toString())).isZero();
    assertThat(page).exists();
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  @Test
  void aFolderThatIsNoRunExitsWith3AndOneLine() {
    PrintStream old = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    int code;
    try {
      code = Main.run("report", folder.resolve("absent").toString());
    } finally {
      System.setErr(old);
    }
    assertThat(code).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("absent", "no such run folder");
  }

  @Test
  void aMissingArgumentExitsWith2() {
    assertThat(Main.run("report")).isEqualTo(2);
  }
}
