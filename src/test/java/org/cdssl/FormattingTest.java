package org.cdssl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every source file is formatted by google-java-format. `mvn test -Dtest=FormattingTest
/// -Dcdssl.format=fix` rewrites the files that are not.
class FormattingTest {
  @Test
  void everySourceIsFormatted() throws Exception {
    boolean fix = "fix".equals(System.getProperty("cdssl.format"));
    Formatter formatter = new Formatter(JavaFormatterOptions.builder().formatJavadoc(true).build());
    List<Path> sources;
    try (Stream<Path> walk = Files.walk(Path.of("src"))) {
      sources = walk.filter(p -> p.toString().endsWith(".java")).sorted().toList();
    }
    assertThat(sources).isNotEmpty();
    List<Path> unformatted = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      String formatted =
          formatter.formatSource(
              RemoveUnusedImports.removeUnusedImports(
                  ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE)));
      if (!formatted.equals(text)) {
        if (fix) {
          Files.writeString(source, formatted);
        } else {
          unformatted.add(source);
        }
      }
    }
    assertThat(unformatted).as("files to format").isEmpty();
  }
}
