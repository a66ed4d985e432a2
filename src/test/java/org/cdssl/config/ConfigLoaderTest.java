package org.cdssl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.config.ConfigLoader.Use;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String SOURCES =
      """
      data:
        sources:
          - {name: ct, path: images, dimension: 3d, modality: ct}
          - {name: cxr, path: images, dimension: 2d, modality: xray}
      """;

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void images() throws IOException {
    Files.createDirectory(folder.resolve("images"));
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Loaded<PretrainConfig> load(Path file, String... overrides) {
    return new ConfigLoader(environment, folder).read(file, List.of(overrides), Use.PRETRAIN);
  }

  /// The problems of a file that is refused, without the first line, which counts them.
  private List<String> problems(Path file, String... overrides) {
    CdsslException refused =
        catchThrowableOfType(CdsslException.class, () -> load(file, overrides));
    assertThat(refused).as("the file is refused").isNotNull();
    assertThat(refused.kind()).isEqualTo(CdsslException.Kind.USAGE);
    assertThat(refused.kind().exitCode()).isEqualTo(2);
    List<String> lines = refused.getMessage().lines().toList();
    assertThat(lines.getFirst()).startsWith(file + ": ");
    return lines.stream().skip(1).map(String::trim).toList();
  }

  private List<String> problemsOf(String yaml, String... overrides) throws IOException {
    write("my.yaml", yaml);
    return problems(Path.of("my.yaml"), overrides);
  }

  @Test
  void aFileStartsFromThePaperAndStatesWhatDiffers() throws IOException {
    Path file = write("my.yaml", SOURCES + "training:\n  batchSize: 8\n");
    PretrainConfig config = load(file).config();
    assertThat(config.training().batchSize()).isEqualTo(8);
    assertThat(config.training().epochs()).isEqualTo(200);
    assertThat(config.training().learningRate()).isEqualTo(0.001);
    assertThat(config.pseudo3d().window()).isEqualTo(5);
    assertThat(config.pseudo3d().order()).isEqualTo(PseudoVolumeConfig.Order.ROW);
    assertThat(config.views().globalSize()).isEqualTo(new Size3(32, 64, 64));
    assertThat(config.views().globalShapes()).hasSize(4).contains(new Size3(48, 96, 96));
    assertThat(config.views().globalArea()).isEqualTo(new Range(0.3, 1.0));
    assertThat(config.network().stageStrides()).hasSize(4).contains(List.of(2, 2, 2));
    assertThat(config.network().restoreHead()).isEqualTo(NetworkConfig.RestoreHead.TWO_D);
    assertThat(config.training().precision()).isEqualTo(TrainingConfig.Precision.AUTO);
    SourceConfig ct = config.data().sources().getFirst();
    assertThat(ct)
        .isEqualTo(
            new SourceConfig(
                "ct",
                SourceConfig.Kind.FOLDER,
                folder.resolve("images").toString(),
                List.of(),
                List.of(),
                SourceConfig.Dimension.D3,
                SourceConfig.Modality.CT,
                1.0,
                ""));
  }

  @Test
  void unknownKeyWrongTypeAndImpossibleWindowAreReportedAtOnceWithTheirLines() throws IOException {
    List<String> problems =
        problemsOf(
            SOURCES
                + """
                pseudo3d:
                  window: 300
                  stride: many
                training:
                  batchsize: 8
                """);
    assertThat(problems)
        .containsExactly(
            "my.yaml:6: pseudo3d.window: the window k = 300 is larger than the image, imageSize ="
                + " 224; choose 1 to 224",
            "my.yaml:6: pseudo3d.window: the window k = 300 is larger than the image,"
                + " localImageSize = 96; choose 1 to 96",
            "my.yaml:7: pseudo3d.stride: expected a whole number, found 'many'",
            "my.yaml:9: training.batchsize: unknown key, did you mean batchSize?");
  }

  @Test
  void aComplaintThatNeedsAWrongValueIsLeftOut() throws IOException {
    assertThat(problemsOf(SOURCES + "pseudo3d:\n  window: 90\n  localImageSize: lots\n"))
        .containsExactly(
            "my.yaml:7: pseudo3d.localImageSize: expected a whole number, found 'lots'");
  }

  @Test
  void aConflictIsBlamedOnTheKeyTheUserWrote() throws IOException {
    assertThat(problemsOf(SOURCES + "pseudo3d:\n  localImageSize: 4\n"))
        .containsExactly(
            "my.yaml:6: pseudo3d.localImageSize: the window k = 5 is larger than the image,"
                + " localImageSize = 4; choose 1 to 4");
  }

  @Test
  void everyTypeSaysWhatItExpects() throws IOException {
    assertThat(
            problemsOf(
                SOURCES
                    + """
                    seed: 1.5
                    views:
                      globalSize: 64x64
                      globalArea: 0.3
                      aspect: [1, b]
                      flip: .nan
                      gamma: often
                      locals: "6"
                      localShapes: 8x8x8
                    network:
                      shortcutBias: 1
                      restoreHead: 4d
                      widths: [8, x, 32, 64]
                      stageStrides: [[1, 1, 1], 2, [2, 2, 2], [2, 2, 2]]
                    training: fast
                    """))
        .containsExactly(
            "my.yaml:5: seed: expected a whole number, found '1.5'",
            "my.yaml:7: views.globalSize: expected a size HxWxD like 64x64x32, got '64x64'",
            "my.yaml:8: views.globalArea: expected a list of two numbers like [0.3, 1.0], found"
                + " '0.3'",
            "my.yaml:9: views.aspect: expected a list of two numbers like [0.3, 1.0], found a list"
                + " of 2",
            "my.yaml:10: views.flip: expected a finite number, found '.nan'",
            "my.yaml:11: views.gamma: expected a finite number, found 'often'",
            "my.yaml:12: views.locals: expected a whole number, found the quoted text \"6\"",
            "my.yaml:13: views.localShapes: expected a list like [a, b], found '8x8x8'",
            "my.yaml:15: network.shortcutBias: expected true or false, found '1'",
            "my.yaml:16: network.restoreHead: expected one of two_d, three_d, found '4d'",
            "my.yaml:17: network.widths.1: expected a whole number, found 'x'",
            "my.yaml:18: network.stageStrides.1: expected a list like [a, b], found '2'",
            "my.yaml:19: training: expected a section with keys like epochs, found 'fast'");
  }

  @Test
  void missingAndDuplicateKeysAreReported() throws IOException {
    assertThat(
            problemsOf(
                """
                seed: 1
                data:
                  sources:
                    - path: images
                      dimension: 2d
                      modality: xray
                seed: 2
                training:
                  batchSize:
                  volumeShare: 0
                """))
        .containsExactly(
            "my.yaml:4: data.sources.0.name: missing value",
            "my.yaml:7: seed: duplicate key, given already in line 1",
            "my.yaml:9: training.batchSize: missing value: give one, or delete the line to keep"
                + " the default");
  }

  @Test
  void aKeyInTheWrongSectionIsFoundInItsOwn() throws IOException {
    assertThat(problemsOf(SOURCES + "window: 3\nqqq: 1\n"))
        .containsExactly(
            "my.yaml:5: window: unknown key, did you mean pseudo3d.window?",
            "my.yaml:6: qqq: unknown key; the file may hold seed, data, pseudo3d, views, network,"
                + " pretext, probe, training");
  }

  @Test
  void brokenYamlIsReportedWithItsLine() throws IOException {
    assertThat(problemsOf("seed: 1\ntraining: {a: 1\nviews: 3\n").getFirst())
        .matches("my\\.yaml:[23]: not valid YAML: .*");
    assertThat(problemsOf("- 1\n- 2\n").getFirst())
        .isEqualTo("my.yaml:1: expected keys like training:, found a list of 2");
  }

  @Test
  void filesOfWindowsEditorsAreRead() throws IOException {
    String windows = "\uFEFFseed: 7\n" + SOURCES;
    Path file = write("my.yaml", windows.replace("\n", "\r\n"));
    assertThat(load(file).config().seed()).isEqualTo(7);
  }

  @Test
  void hostileYamlIsRefusedQuickly() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append(
          "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d]\n"
              .formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1));
    }
    assertThat(problemsOf(bomb.toString()).getFirst()).contains("my.yaml");
    assertThat(problemsOf("a: &a [*a]\n").getFirst()).contains("nested too deeply");
    assertThat(problemsOf("[".repeat(5000)).getFirst()).contains("my.yaml");
    assertThat(problemsOf("seed: !!java.net.URL ['http://example.org']\n").getFirst())
        .isEqualTo("my.yaml:1: seed: expected a whole number, found a list of 1");
  }

  @Test
  void aMissingFileIsAProblemOfItsOwn() {
    assertThat(problems(Path.of("absent.yaml")).getFirst()).isEqualTo("absent.yaml: no such file");
    assertThat(problems(Path.of("images")).getFirst()).startsWith("images: is a folder");
  }

  @Test
  void extendsMergesSectionsReplacesListsAndKeepsLines() throws IOException {
    write("base/common.yaml", SOURCES + "views:\n  globalShapes: [32x32x16]\n  locals: lots\n");
    write("my.yaml", "extends: base/common.yaml\n\nviews:\n  swaps: few\n");
    assertThat(problems(Path.of("my.yaml")))
        .containsExactly(
            "my.yaml:4: views.swaps: expected a whole number, found 'few'",
            "base/common.yaml:3: data.sources.0.path: no such file or folder: "
                + folder.resolve("base/images"),
            "base/common.yaml:4: data.sources.1.path: no such file or folder: "
                + folder.resolve("base/images"),
            "base/common.yaml:7: views.locals: expected a whole number, found 'lots'");
    Files.createDirectory(folder.resolve("base/images"));
    write("base/common.yaml", SOURCES + "views:\n  globalShapes: [32x32x16]\n  locals: 2\n");
    write("my.yaml", "extends: base/common.yaml\nviews:\n  swaps: 3\n");
    PretrainConfig config = load(Path.of("my.yaml")).config();
    assertThat(config.views().globalShapes()).containsExactly(new Size3(16, 32, 32));
    assertThat(config.views().locals()).isEqualTo(2);
    assertThat(config.views().swaps()).isEqualTo(3);
    assertThat(config.data().sources().getFirst().path())
        .isEqualTo(folder.resolve("base/images").toString());
  }

  @Test
  void extendsTakesPresetsByNameAndRefusesCirclesAndStrangers() throws IOException {
    Path file = write("my.yaml", "extends: tiny\n" + SOURCES);
    assertThat(load(file).config().network().widths()).containsExactly(8, 16, 32, 64);
    write("a.yaml", "extends: b.yaml\n" + SOURCES);
    write("b.yaml", "seed: 1\nextends: a.yaml\n");
    assertThat(problems(Path.of("a.yaml")))
        .containsExactly("b.yaml:2: extends: goes round in a circle, a.yaml extends itself");
    assertThat(problemsOf("extends: paper.yaml\n" + SOURCES).getFirst())
        .startsWith("my.yaml:1: extends: no file 'paper.yaml' beside this one and no preset");
  }

  @Test
  void overridesWinAndReachIntoLists() throws IOException {
    Files.createDirectory(folder.resolve("other"));
    Path file = write("sub/my.yaml", SOURCES.replace("images", "../images"));
    PretrainConfig config =
        load(
                file,
                "training.batchSize=8",
                "data.sources.1.path=other",
                "views.globalShapes=[32x32x16]",
                "training={epochs: 3, device: cuda:1}",
                "data.sources.0.subject=([0-9]+)_")
            .config();
    assertThat(config.training().batchSize()).isEqualTo(8);
    assertThat(config.training().epochs()).isEqualTo(3);
    assertThat(config.training().device()).isEqualTo("cuda:1");
    assertThat(config.views().globalShapes()).hasSize(1);
    assertThat(config.data().sources().get(0).path()).isEqualTo(folder.resolve("images") + "");
    assertThat(config.data().sources().get(0).subject()).isEqualTo("([0-9]+)_");
    assertThat(config.data().sources().get(1).path()).isEqualTo(folder.resolve("other") + "");
  }

  @Test
  void problemsOfOverridesNameTheOverride() throws IOException {
    assertThat(
            problemsOf(
                SOURCES,
                "training.batchSize=many",
                "training.batchsize=4",
                "data.sources.7.path=x",
                "seed.x=1",
                "nonsense",
                "pseudo3d.window=97"))
        .containsExactlyInAnyOrder(
            "--set training.batchSize=many: training.batchSize: expected a whole number, found"
                + " 'many'",
            "--set training.batchsize=4: training.batchsize: unknown key, did you mean batchSize?",
            "--set data.sources.7.path=x: data.sources: is a list and has elements 0 to 1, found"
                + " '7'",
            "--set seed.x=1: seed: is a single value and has no key 'x'",
            "--set nonsense: expected key=value like training.batchSize=8",
            "--set pseudo3d.window=97: pseudo3d.window: the window k = 97 is larger than the image,"
                + " localImageSize = 96; choose 1 to 96");
  }

  @Test
  void theEffectiveTextLoadsElsewhereToTheSameConfiguration() throws IOException {
    environment.put("SOME", folder.resolve("images").toString());
    Path odd = Files.createDirectory(folder.resolve("odd ${X} \"é\" #name"));
    Path file =
        write(
            "my.yaml",
            """
            seed: -9007199254740993
            data:
              sources:
                - {name: ct, path: "${SOME}", dimension: 3d, modality: mr, spacingMm: 0,
                   include: ["**/*.nii.gz", '*.nii'], subject: '(s\\d+)_"x"'}
                - {name: cxr, path: 'odd $${X} "é" #name', dimension: 2d, modality: xray}
            training: {learningRate: 1.0e-7, weightDecay: 3}
            """);
    Loaded<PretrainConfig> first = load(file, "training.batchSize=9");
    assertThat(first.config().data().sources().get(1).path()).isEqualTo(odd.toString());
    environment.clear();
    Path elsewhere = write("run/deep/config.yaml", first.effectiveYaml());
    Loaded<PretrainConfig> second = load(elsewhere);
    assertThat(second.config()).isEqualTo(first.config());
    assertThat(second.effectiveYaml()).isEqualTo(first.effectiveYaml());
    assertThat(second.config().seed()).isEqualTo(-9007199254740993L);
  }

  @Test
  void pathsTakeVariablesOfTheEnvironmentWithADefault() throws IOException {
    String source =
        """
        data:
          sources:
            - {name: a, dimension: 3d, modality: ct, path: '%s'}
        training: {volumeShare: 1}
        """;
    Path file = write("sub/my.yaml", source.formatted("${DATA:-../images}/x/.."));
    assertThat(load(file).config().data().sources().getFirst().path())
        .isEqualTo(folder.resolve("images").toString());
    Files.createDirectories(folder.resolve("here/x"));
    environment.put("DATA", "here");
    assertThat(load(file).config().data().sources().getFirst().path())
        .as("a relative value of a variable starts at the working directory")
        .isEqualTo(folder.resolve("here").toString());
    assertThat(problemsOf(source.formatted("${NOT_SET}/x")))
        .containsExactly(
            "my.yaml:3: data.sources.0.path: the environment variable NOT_SET is not set; set it"
                + " or write ${NOT_SET:-default}");
    assertThat(problemsOf(source.formatted("${oops")).getFirst()).contains("'${' must open");
  }

  @Test
  void everyPresetIsSoundAndLoadsByName() throws IOException {
    ConfigLoader loader = new ConfigLoader(environment, folder);
    try (var files = Files.list(Path.of("configs"))) {
      List<String> names = new ArrayList<>(Presets.NAMES);
      names.addAll(Presets.FINETUNE_NAMES);
      names.add(Presets.EXPERIMENT);
      assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(names);
    }
    for (String name : Presets.NAMES) {
      PretrainConfig config = loader.preset(name, List.of(), Use.SETTINGS).config();
      assertThat(
              loader
                  .read(Path.of("configs", name).toAbsolutePath(), List.of(), Use.SETTINGS)
                  .config()
                  .training())
          .isEqualTo(config.training());
    }
    assertThatThrownBy(() -> loader.preset("tiny.yaml", List.of(), Use.PRETRAIN))
        .hasMessageContaining("data.sources: name at least one collection");
  }

  @Test
  void whereNamesTheLineOfAKey() throws IOException {
    Path file = write("my.yaml", SOURCES + "training:\n  batchSize: 8\n");
    assertThat(load(Path.of("my.yaml")).where("training.batchSize"))
        .isEqualTo("my.yaml:6: training.batchSize");
    assertThat(load(file).base()).isEqualTo(folder);
  }
}
