package org.cdssl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cdssl.config.YamlTree.Mapping;
import org.cdssl.config.YamlTree.Scalar;
import org.cdssl.config.YamlTree.Sequence;
import org.junit.jupiter.api.Test;

/// The reference page, the paper's preset and the records tell the same story.
class ReferenceTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Za-z0-9.*]+)` \\|[^|]*\\|[^|]*\\| ([^|]*) \\| [^|]+ \\|$");

  private static List<String[]> rows() throws IOException {
    return rows("docs/reference/configuration.md");
  }

  private static List<String[]> rows(String page) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(page))) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        rows.add(new String[] {matcher.group(1), matcher.group(2)});
      }
    }
    return rows;
  }

  @Test
  void everyKeyIsDocumentedOnceAndNothingElseIs() throws IOException {
    List<String> documented = new ArrayList<>(rows().stream().map(r -> r[0]).toList());
    assertThat(documented.remove("data.sources")).isTrue();
    assertThat(documented).doesNotHaveDuplicates();
    assertThat(documented).containsExactlyInAnyOrderElementsOf(ConfigKeys.of(PretrainConfig.class));
  }

  @Test
  void documentedDefaultsAreThoseOfThePaperPreset() throws IOException {
    PretrainConfig paper =
        new ConfigLoader().preset(Presets.BASE, List.of(), ConfigLoader.Use.SETTINGS).config();
    Map<String, String> values = ConfigWriter.leaves(paper);
    int compared = 0;
    for (String[] row : rows()) {
      if (values.containsKey(row[0]) && !row[0].equals("data.sources")) {
        String value = row[1].replaceAll(" \\[[SCI]\\]$", "");
        assertThat(values.get(row[0]).replace("\"", "")).as(row[0]).isEqualTo(value);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(values.size() - 1);
  }

  /// Keys of finetune that are not on the page of pretrain.
  @Test
  void everyKeyOfFinetuneIsDocumentedOnceWithItsDefault() throws IOException {
    List<String> keys = new ArrayList<>(ConfigKeys.of(FinetuneConfig.class));
    keys.removeIf(k -> k.matches("(network|pseudo3d|data\\.sources)\\..*"));
    List<String[]> rows = rows("docs/reference/finetune.md");
    assertThat(rows.stream().map(r -> r[0]).toList()).containsExactlyInAnyOrderElementsOf(keys);
    FinetuneConfig base =
        new ConfigLoader()
            .preset(Schema.FINETUNE, Presets.FINETUNE, List.of(), ConfigLoader.Use.SETTINGS, "")
            .config();
    Map<String, String> values = ConfigWriter.leaves(base);
    for (String[] row : rows) {
      String value = row[1].replaceAll(" \\[[SCI]\\]$", "");
      assertThat(values.get(row[0]).replace("\"", "")).as(row[0]).isEqualTo(value);
    }
  }

  @Test
  void everyKeyOfAGridIsDocumentedOnceWithItsDefault() throws IOException {
    List<String[]> rows = rows("docs/reference/experiment.md");
    assertThat(rows.stream().map(r -> r[0]).toList())
        .containsExactlyInAnyOrderElementsOf(ConfigKeys.of(ExperimentConfig.class));
    ExperimentConfig base =
        new ConfigLoader()
            .preset(Schema.EXPERIMENT, Presets.EXPERIMENT, List.of(), ConfigLoader.Use.SETTINGS, "")
            .config();
    Map<String, String> values = ConfigWriter.leaves(base);
    int compared = 0;
    for (String[] row : rows) {
      if (values.containsKey(row[0]) && !row[1].equals("empty")) {
        assertThat(values.get(row[0]).replace("\"", "")).as(row[0]).isEqualTo(row[1]);
        compared++;
      }
    }
    // the lists of rows and tasks are empty
    assertThat(compared).isEqualTo(values.size() - 3);
  }

  @Test
  void thePaperPresetStatesEveryKeyItself() throws IOException {
    Problems problems = new Problems();
    Place place = new Place("paper", 0, Path.of(""), 0);
    Optional<YamlTree> tree =
        YamlReader.read(Files.readString(Path.of("configs", Presets.BASE)), place, problems);
    List<String> stated = new ArrayList<>();
    collect(tree.orElseThrow(), "", stated);
    List<String> keys = new ArrayList<>(ConfigKeys.of(PretrainConfig.class));
    keys.removeIf(k -> k.startsWith("data.sources.*"));
    keys.add("data.sources");
    assertThat(stated).containsExactlyInAnyOrderElementsOf(keys);
  }

  private static void collect(YamlTree tree, String key, List<String> stated) {
    switch (tree) {
      case Mapping m ->
          m.entries().forEach((n, e) -> collect(e.value(), YamlReader.join(key, n), stated));
      case Scalar _, Sequence _ -> stated.add(key);
    }
  }
}
