package org.cdssl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Grids: what stands inside them is a configuration like any other.
class GridLoaderTest {
  private static final String SOUND =
      """
      seeds: [3, 4]
      pretrain:
        extends: tiny.yaml
        data: {sources: [{name: a, path: images, dimension: 3d, modality: ct}]}
        training: {epochs: 7}
      finetune:
        training: {epochs: 5, threads: 1}
      tasks:
        - name: first
          labelRatios: [0.1]
          finetune:
            extends: finetune-tiny.yaml
            data: {sources: [{name: t, kind: medmnist, path: t.npz}]}
            training: {batchSize: 6}
      rows:
        - {name: ours, paper: [{task: first, labelRatio: 0.1, value: 0.9}]}
        - {name: other, pretrain: {extends: simsiam.yaml, training: {epochs: 9}}, finetune: {training: {epochs: 2}}}
        - {name: none, init: random}
      """;

  @TempDir Path folder;

  private LoadedGrid load(String text, String... overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("grid.yaml"), text);
    return new GridLoader(Map.of(), folder)
        .read(file, List.of(overrides), GridLoader.Wanted.NOTHING);
  }

  private String problems(String text, GridLoader.Wanted wanted, String... overrides)
      throws IOException {
    Path file = Files.writeString(folder.resolve("grid.yaml"), text);
    CdsslException e =
        catchThrowableOfType(
            CdsslException.class,
            () -> new GridLoader(Map.of(), folder).read(file, List.of(overrides), wanted));
    assertThat(e).isNotNull();
    assertThat(e.kind()).isEqualTo(CdsslException.Kind.USAGE);
    return e.getMessage().replace(folder + "/", "");
  }

  @Test
  void aRunIsTheRowOverTheTaskOverTheGridOverWhatTheyExtend() throws IOException {
    LoadedGrid grid = load(SOUND);
    assertThat(grid.pretrain().get(0).training().epochs()).isEqualTo(7);
    assertThat(grid.pretrain().get(0).network().widths()).containsExactly(8, 16, 32, 64);
    assertThat(grid.pretrain().get(1).training().epochs()).isEqualTo(9);
    assertThat(grid.pretrain().get(1).pretext().method()).isEqualTo(PretextConfig.Method.SIMSIAM);
    assertThat(grid.pretrain().get(1).network().widths()).containsExactly(64, 128, 256, 512);

    FinetuneConfig ours = grid.finetune().get(0).get(0);
    assertThat(ours.training().epochs()).isEqualTo(5);
    assertThat(ours.training().batchSize()).isEqualTo(6);
    assertThat(ours.training().threads()).isEqualTo(1);
    assertThat(grid.finetune().get(1).get(0).training().epochs()).isEqualTo(2);
    PretrainConfig encoder = grid.resolver().pretrain(0, 4L);
    assertThat(encoder.seed()).isEqualTo(4);
    FinetuneConfig run = grid.resolver().finetune(0, 0, 0.1, 4, encoder);
    assertThat(run.seed()).isEqualTo(4);
    assertThat(run.data().labelRatio()).isEqualTo(0.1);
    assertThat(run.data().sources().getFirst().path())
        .isEqualTo(folder.resolve("t.npz").toString());
  }

  @Test
  void theEncodersNetworkLiesBelowTheTask() throws IOException {
    String text = SOUND.replace("extends: finetune-tiny.yaml", "extends: finetune.yaml");
    LoadedGrid grid = load(text);
    assertThat(grid.finetune().get(0).get(0).network()).isEqualTo(grid.pretrain().get(0).network());
    assertThat(grid.finetune().get(1).get(0).network()).isEqualTo(grid.pretrain().get(1).network());
    assertThat(grid.finetune().get(2).get(0).pseudo3d())
        .isEqualTo(grid.pretrain().get(2).pseudo3d());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithItsLine() throws IOException {
    String text =
        """
        seeds: [1, 1]
        labelRatio: [0.1]
        pretrain:
          training: {epochs: 0}
        tasks:
          - name: first
            labelRatios: [2.0]
            finetune:
              training: {batchsize: 6}
        rows:
          - {name: ours, paper: [{task: second, value: 0.9}]}
          - {name: ours, pretrain: {pretext: {method: magic}}}
          - {name: third, pretrain: 5}
        """;
    assertThat(problems(text, GridLoader.Wanted.NOTHING).lines())
        .hasSize(11)
        .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .endsWith("grid.yaml: 10 problems");
    assertThat(problems(text, GridLoader.Wanted.NOTHING))
        .contains("grid.yaml:1: seeds: names a seed twice: [1, 1]")
        .contains("grid.yaml:2: labelRatio: unknown key, did you mean labelRatios?")
        .contains("grid.yaml:4: training.epochs: must be 1 to 1000000, is 0 (row ours and 1 more)")
        .contains("grid.yaml:7: tasks.0.labelRatios: are above 0 and at most 1, is [2.0]")
        .contains("grid.yaml:9: training.batchsize: unknown key, did you mean batchSize?")
        .contains("grid.yaml:11: rows.0.paper.0.task: no task of that name")
        .contains("grid.yaml:12: rows.1.name: is taken already: 'ours'")
        .contains("grid.yaml:12: pretext.method: expected one of")
        .contains("grid.yaml:13: rows.2.pretrain: expected a configuration with sections");
  }

  @Test
  void imagesMustBeThereForARunAndNeedNotForALook() throws IOException {
    assertThat(load(SOUND).config().rows()).hasSize(3);
    assertThat(problems(SOUND, GridLoader.Wanted.ALL))
        .contains("no such file or folder: images")
        .contains("no such file or folder: t.npz")
        .contains("2 problems");
    // of the row that is left alone nothing must be there but the task
    assertThat(problems(SOUND, (row, _) -> row.name().equals("none")))
        .contains("no such file or folder: t.npz (row none, task first)")
        .contains("1 problem");
  }

  @Test
  void withoutTasksThereIsNothingToDoForARandomRow() throws IOException {
    String text =
        """
        pretrain:
          extends: tiny.yaml
          data: {sources: [{name: a, path: images, dimension: 3d, modality: ct}]}
        rows:
          - {name: ours}
          - {name: other, pretrain: {training: {epochs: 9}}}
        """;
    LoadedGrid grid = load(text);
    assertThat(grid.config().tasks()).isEmpty();
    assertThat(grid.pretrain()).hasSize(2);
    assertThat(grid.finetune()).containsOnly(List.of());
    assertThat(load(text + "tasks: []\n").config().tasks()).isEmpty();
    assertThat(problems(text + "  - {name: none, init: random}\n", GridLoader.Wanted.NOTHING))
        .contains("grid.yaml:7: rows.2.init: has nothing to do: a grid without tasks only")
        .contains("1 problem");
    // the images of the rows that are to be trained must be there
    assertThat(problems(text, (row, task) -> task.isEmpty() && row.name().equals("other")))
        .contains("no such file or folder: images (row other)")
        .contains("1 problem");
  }

  @Test
  void anOverrideReachesAllRunsThatDoNotSayOtherwise() throws IOException {
    LoadedGrid grid = load(SOUND, "pretrain.training.epochs=1", "seeds=[9]");
    assertThat(grid.config().seeds()).containsExactly(9);
    assertThat(grid.pretrain().get(0).training().epochs()).isEqualTo(1);
    assertThat(grid.pretrain().get(1).training().epochs()).isEqualTo(9);
  }

  @Test
  void theGridsThatComeWithTheProgramAreSound() {
    for (String name : Presets.EXPERIMENT_NAMES) {
      if (!List.of(Presets.EXPERIMENT, "experiments/tables.yaml").contains(name)) {
        LoadedGrid grid =
            new GridLoader(Map.of("PHANTOMS", "/phantoms"), Path.of("").toAbsolutePath())
                .read(Path.of("configs", name), List.of(), GridLoader.Wanted.NOTHING);
        assertThat(grid.config().rows()).as(name).hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  void aTableIsExtendedFromAnywhere() throws IOException {
    LoadedGrid grid = load("extends: experiments/table1.yaml\nseeds: [3]\n");
    assertThat(grid.config().seeds()).containsExactly(3);
    assertThat(grid.config().title()).startsWith("Table 1");
    // stated by what Tables 1 to 6 share
    assertThat(grid.config().pretrainPerSeed()).isFalse();
    assertThat(grid.pretrain()).isNotEmpty();
  }
}
