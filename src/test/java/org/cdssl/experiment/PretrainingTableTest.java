package org.cdssl.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cdssl.config.GridLoader;
import org.cdssl.config.LoadedGrid;
import org.cdssl.report.GridPage;
import org.cdssl.report.PretrainingRow;
import org.cdssl.report.PretrainingRow.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pre-training table from runs that were put there, whose figures are known.
class PretrainingTableTest {
  private static final String TEXT =
      """
      title: Methods
      pretrain: {extends: tiny.yaml, training: {epochs: 3}}
      rows:
        - {name: a | b, group: CNN}
        - {name: same, group: PVT}
        - {name: other, group: PVT, pretrain: {seed: 7}}
        - {name: third, group: PVT, pretrain: {seed: 8}}
      """;
  private static final String METRICS =
      """
      {"type":"probe","step":0,"task":"phantom","linearAuc":0.5,"linearLow":0.45,"linearHigh":0.55,"neighboursAuc":0.6,"neighboursLow":0.5,"neighboursHigh":0.7}
      {"type":"step","step":1,"loss":4.0}
      {"type":"collapse","step":1,"levels":[{"level":"encoder","std":0.001,"threshold":0.01,"warn":true}]}
      {"type":"step","step":2,"loss":2.5}
      {"type":"collapse","step":2,"levels":[{"level":"encoder","std":0.1,"threshold":0.01,"warn":false}]}
      {"type":"probe","step":2,"task":"phantom","linearAuc":0.9,"linearLow":0.875,"linearHigh":0.925,"neighboursAuc":0.8,"neighboursLow":0.75,"neighboursHigh":0.85}
      """;
  private static final String TIMING =
      """
      {"type":"timing","step":1,"seconds":0.75}
      {"type":"timing","step":2,"seconds":0.25}
      """;

  @TempDir Path out;
  private Plan plan;

  @BeforeEach
  void plan() throws IOException {
    plan = plan(TEXT);
  }

  private Plan plan(String text) throws IOException {
    Path file = Files.writeString(out.resolve("grid.yaml"), text);
    LoadedGrid grid = new GridLoader(Map.of()).read(file, List.of(), GridLoader.Wanted.NOTHING);
    return Plan.of(grid, out, out, new Scans());
  }

  private static void finish(PretrainRun run) throws IOException {
    Files.createDirectories(run.folder());
    Files.writeString(run.folder().resolve("metrics.jsonl"), METRICS);
    Files.writeString(run.folder().resolve("timing.jsonl"), TIMING);
    RunState.done(run.folder(), run.key(), 1);
  }

  private List<PretrainingRow> rows() throws IOException {
    return new PretrainingTable(plan).rows();
  }

  @Test
  void aRunThatRowsShareIsOneLineWithTheNamesOfAll() throws IOException {
    assertThat(plan.cells()).isEmpty();
    assertThat(plan.pretraining()).hasSize(3);
    finish(plan.pretraining().getFirst());
    assertThat(rows()).extracting(PretrainingRow::group).containsExactly("CNN", "PVT", "PVT");
    assertThat(rows())
        .extracting(PretrainingRow::name)
        .containsExactly("a | b; PVT/same", "other", "third");
    assertThat(rows()).extracting(PretrainingRow::seed).containsExactly(0L, 7L, 8L);
  }

  @Test
  void whatIsDoneHasFiguresWhatFailedAReasonAndTheRestIsEmpty() throws IOException {
    finish(plan.pretraining().get(0));
    RunState.failed(plan.pretraining().get(1).folder(), "the loss is *not* finite");
    TableFiles.write(plan, new RowTests(), new PretrainingTable(plan));
    assertThat(rows())
        .extracting(PretrainingRow::state)
        .containsExactly(State.DONE, State.FAILED, State.MISSING);
    String table = Files.readString(out.resolve("pretraining.md"));
    assertThat(table.lines())
        .contains(
            "| a \\| b; PVT/same (CNN) | 0 | 2 | 0.500 | 4.00 → 2.50 | 1 of 2 | 0.500 [0.450, 0.550]"
                + " | 0.900 [0.875, 0.925] | above |")
        .contains("| other (PVT) | 7 | failed | | | | | | |")
        .contains("| third (PVT) | 8 | | | | | | | |")
        .contains("- other (PVT), seed 7: the loss is \\*not\\* finite");
    String folder = out.relativize(plan.pretraining().getFirst().folder()).toString();
    assertThat(Files.readString(out.resolve("pretraining.csv")).lines().toList())
        .hasSize(4)
        .contains(
            "group,row,seed,state,steps,secondsPerStep,firstLoss,lastLoss,collapseWarnings,"
                + "collapseReadings,probe,randomLinearAuc,randomLinearLow,randomLinearHigh,"
                + "randomNeighboursAuc,randomNeighboursLow,randomNeighboursHigh,lastLinearAuc,"
                + "lastLinearLow,lastLinearHigh,lastNeighboursAuc,lastNeighboursLow,"
                + "lastNeighboursHigh,lastProbeStep,againstRandom,reason,folder",
            "CNN,a | b; PVT/same,0,done,2,0.5,4.0,2.5,1,2,phantom,0.5,0.45,0.55,0.6,0.5,0.7,0.9,"
                + "0.875,0.925,0.8,0.75,0.85,2,above,,"
                + folder)
        .anyMatch(l -> l.startsWith("PVT,other,7,failed,,,,,,,,") && l.contains("*not* finite"));
    // the whole of it in the page, and in the table all but the time
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("<section id=\"pretraining\"", "4.00 → 2.50", "s/step", "seed 7: the loss is")
        .doesNotContain("<section id=\"table\"");
    assertThat(Files.readString(out.resolve("table.html"))).contains("id=\"pretraining\"");
    assertThat(Files.readString(out.resolve("table.md")))
        .contains("| 0 | 2 | 4.00 → 2.50 |", "1 of 3 pre-trainings are done, 1 failed.")
        .contains("Differs from the paper's")
        .doesNotContain("| encoder |\n|---|\n", "s/step", "Mean over the seeds");
  }

  @Test
  void untilARunHasEndedThereIsNoTable() throws IOException {
    Files.writeString(out.resolve("pretraining.md"), "of an earlier grid");
    Files.writeString(out.resolve("pretraining.csv"), "of an earlier grid");
    TableFiles.write(plan, new RowTests(), new PretrainingTable(plan));
    assertThat(out.resolve("pretraining.md")).doesNotExist();
    assertThat(out.resolve("pretraining.csv")).doesNotExist();
    assertThat(Files.readString(out.resolve("report.html")))
        .doesNotContain("<section id=\"pretraining\"")
        .contains("0 of 3 pre-trainings are done.");
  }

  @Test
  void thePageIsDrawnAgainFromTheFigures() throws IOException {
    finish(plan.pretraining().get(0));
    TableFiles.write(plan, new RowTests(), new PretrainingTable(plan));
    String before = Files.readString(out.resolve("report.html"));
    GridPage.write(out, out.resolve("again.html"));
    assertThat(Files.readString(out.resolve("again.html"))).isEqualTo(before);
    assertThat(GridPage.read(out).pretraining()).isEqualTo(rows());
  }

  @Test
  void withTasksItStandsAfterTheirTable() throws IOException {
    plan = plan(TEXT + "tasks: [{name: one, finetune: {extends: finetune-tiny.yaml}}]\n");
    finish(plan.pretraining().get(0));
    TableFiles.write(plan, new RowTests(), new PretrainingTable(plan));
    assertThat(Files.readString(out.resolve("table.md")))
        .containsSubsequence("one (AUC)", "Mean over the seeds", "## Pre-training", "1 of 2 |");
  }

  @Test
  void aPreTrainingOfEverySeedIsSelectedByIt() throws IOException {
    String text = TEXT.replace("{seed: 8}", "{training: {epochs: 4}}");
    // the seed of the grid is above the row's, so the first three rows are one run a seed
    plan = plan(text + "seeds: [3, 4]\npretrainPerSeed: true\n");
    assertThat(plan.pretraining()).hasSize(4);
    Selection chosen = new Selection(List.of("PVT/same"), List.of(), List.of(4), false);
    assertThat(plan.pretraining(chosen))
        .singleElement()
        .satisfies(run -> {
          assertThat(run.config().seed()).isEqualTo(4);
          assertThat(run.rows()).containsExactly(0, 1, 2);
        });
    assertThat(plan.pretraining(new Selection(List.of(), List.of("x"), List.of(), false)))
        .isEmpty();
  }
}
