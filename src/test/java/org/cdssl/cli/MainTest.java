package org.cdssl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

class MainTest {
  static List<String> verbs() {
    return List.copyOf(Main.commandLine(new Main()).getSubcommands().keySet());
  }

  private static String out(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      assertThat(Main.run(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyVerbExplainsItselfWithAnExample(String verb) {
    assertThat(out(verb, "--help"))
        .contains("Usage: cdssl " + verb)
        .containsPattern("Examples?:\\s+cdssl " + verb);
  }

  /// What the kernel says when a disk is full (here a device that always is).
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsToldWithWhatToDo() {
    IOException full = null;
    try (OutputStream out = Files.newOutputStream(Path.of("/dev/full"))) {
      out.write(1);
    } catch (IOException e) {
      full = e;
    }
    assertThat(full).isNotNull();
    assertThat(Main.line(full)).contains("disk is full").contains("run the same command again");
    assertThat(Main.line(new IOException("broken"))).doesNotContain("full");
  }

  @Test
  void everyCommandClassIsRegistered() throws Exception {
    TreeSet<String> written = new TreeSet<>();
    Path classes =
        Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("org/cdssl/cli");
    try (var files = Files.list(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Command command = Class.forName("org.cdssl.cli." + name).getAnnotation(Command.class);
        if (command != null && !command.name().equals("cdssl")) {
          written.add(command.name());
        }
      }
    }
    assertThat(written).contains("pretrain").isEqualTo(new TreeSet<>(verbs()));
  }

  /// In a process of its own, which tells every class that it loads.
  @Test
  void helpLoadsNothingOfLibtorch() throws Exception {
    Process help =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "pretrain",
                "--help")
            .redirectErrorStream(true)
            .start();
    String told = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(help.waitFor()).isZero();
    assertThat(told.lines()).anyMatch(line -> line.contains("Usage: cdssl pretrain"));
    assertThat(told.lines()).anyMatch(line -> line.contains("org.cdssl.cli.Main "));
    assertThat(told.lines()).noneMatch(line -> line.contains("org.bytedeco."));
  }

  @Test
  void withoutAVerbTheVerbsAndExitCodesAreListed() {
    assertThat(out()).contains("pretrain").contains("inspect").contains("143");
    assertThat(out("--help")).isEqualTo(out());
  }

  @Test
  void anUnknownVerbExitsWith2() {
    PrintStream before = System.err;
    try {
      System.setErr(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
      assertThat(Main.run("pretrian")).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
  }
}
