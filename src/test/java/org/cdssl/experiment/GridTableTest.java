package org.cdssl.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cdssl.config.GridLoader;
import org.cdssl.config.LoadedGrid;
import org.cdssl.report.GridFigures;
import org.cdssl.report.GridFigures.Rank;
import org.cdssl.report.GridFigures.State;
import org.cdssl.transfer.metric.EvaluationFiles;
import org.cdssl.transfer.metric.Predictions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table from cells that were put there, whose figures are known.
class GridTableTest {
  private static final String TEXT =
      """
      title: A | B
      seeds: [0, 1, 2]
      tasks:
        - {name: one, finetune: {extends: finetune-tiny.yaml}}
        - {name: two, labelRatios: [0.1, 1.0], finetune: {extends: finetune-tiny.yaml}}
      pretrain: {extends: tiny.yaml}
      rows:
        - {name: best, group: CNN, init: random, paper: [{task: one, value: 0.875}, {task: average, value: 0.888}]}
        - {name: same, group: CNN, init: random, finetune: {training: {epochs: 2}}}
        - {name: chance, group: CNN, init: random, finetune: {training: {epochs: 3}}}
        - {name: lone, group: PVT, init: random, finetune: {training: {epochs: 5}}}
      """;

  @TempDir Path out;
  private Plan plan;

  @BeforeEach
  void plan() throws IOException {
    Path file = Files.writeString(out.resolve("grid.yaml"), TEXT);
    LoadedGrid grid = new GridLoader(Map.of()).read(file, List.of(), GridLoader.Wanted.NOTHING);
    plan = Plan.of(grid, out, out, new Scans());
  }

  private Cell cell(String row, String task, double ratio, int seed) {
    return plan.cells().stream()
        .filter(c -> plan.grid().config().rows().get(c.row()).name().equals(row))
        .filter(c -> plan.grid().config().tasks().get(c.task()).name().equals(task))
        .filter(c -> c.labelRatio() == ratio && c.seed() == seed)
        .findFirst()
        .orElseThrow();
  }

  /// A finished run whose scores rank a share of 200 images right.
  private double finish(Cell cell, double skill) throws IOException {
    Random random = new Random(7 + cell.seed());
    int n = 200;
    boolean[][] truth = new boolean[n][2];
    double[][] scores = new double[n][2];
    List<String> ids = new java.util.ArrayList<>();
    for (int i = 0; i < n; i++) {
      ids.add("image-" + i);
      truth[i][i % 2] = true;
      double p = 1 / (1 + Math.exp(-(i % 2 == 1 ? skill : -skill) - 2 * random.nextGaussian()));
      scores[i] = new double[] {1 - p, p};
    }
    Predictions predictions =
        new Predictions(Predictions.Kind.CLASSES, List.of("no", "yes"), ids, ids, truth, scores);
    double auc =
        EvaluationFiles.write(cell.folder(), predictions, new LinkedHashMap<>(), 0)
            .metrics()
            .get(org.cdssl.transfer.metric.Score.AUC)
            .value();
    RunState.done(cell.folder(), cell.key(), 1);
    return auc;
  }

  private GridFigures figures() throws IOException {
    return new GridTable(plan, new RowTests(), new PretrainingTable(plan)).figures();
  }

  private GridFigures.Cell at(GridFigures figures, int row, String label) {
    for (int c = 0; c < figures.columns().size(); c++) {
      if (figures.columns().get(c).label().equals(label)) {
        return figures.rows().get(row).cells().get(c);
      }
    }
    throw new AssertionError(label + " is none of " + figures.columns());
  }

  @Test
  void aMeanIsOverAllSeedsWithStudentsInterval() throws IOException {
    double[] auc = new double[3];
    for (int seed = 0; seed < 3; seed++) {
      auc[seed] = finish(cell("best", "one", 1, seed), 1);
    }
    GridFigures.Cell cell = at(figures(), 0, "one");
    double mean = (auc[0] + auc[1] + auc[2]) / 3;
    double variance = 0;
    for (double a : auc) {
      variance += (a - mean) * (a - mean) / 2;
    }
    assertThat(cell.state()).isEqualTo(State.DONE);
    assertThat(cell.mean()).isCloseTo(mean, within(1e-12));
    // t with two degrees of freedom at 97.5 %
    assertThat(cell.high() - cell.mean())
        .isCloseTo(4.302652729911275 * Math.sqrt(variance / 3), within(1e-9));
    assertThat(cell.paper()).isEqualTo(0.875);
  }

  @Test
  void withASeedMissingThereIsNoMeanNeitherInTheCellNorInTheAverage() throws IOException {
    finish(cell("best", "one", 1, 0), 1);
    finish(cell("best", "one", 1, 1), 1);
    for (int seed = 0; seed < 3; seed++) {
      finish(cell("best", "two", 1, seed), 1);
    }
    GridFigures figures = figures();
    GridFigures.Cell cell = at(figures, 0, "one");
    assertThat(cell.state()).isEqualTo(State.PARTIAL);
    assertThat(cell.mean()).isNull();
    assertThat(at(figures, 0, "average").mean()).isNull();
    assertThat(at(figures, 0, "two, 10 %").state()).isEqualTo(State.MISSING);
    assertThat(TableFiles.markdown(figures)).contains("2 of 3 seeds").doesNotContain("0.750 ±");
    finish(cell("best", "one", 1, 2), 1);
    GridFigures.Cell average = at(figures(), 0, "average");
    assertThat(average.mean()).isNotNull();
    assertThat(average.paper()).isEqualTo(0.888);
    assertThat(average.test()).isNull();
  }

  @Test
  void rowsOfAGroupAreRankedAndTestedAgainstTheRowBelow() throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      finish(cell("best", "one", 1, seed), 2);
      finish(cell("same", "one", 1, seed), 1.9);
      finish(cell("chance", "one", 1, seed), 0);
      finish(cell("lone", "one", 1, seed), 2);
    }
    GridFigures figures = figures();
    assertThat(at(figures, 0, "one").rank()).isEqualTo(Rank.BEST);
    assertThat(at(figures, 1, "one").rank()).isEqualTo(Rank.SECOND);
    assertThat(at(figures, 2, "one").rank()).isEqualTo(Rank.OTHER);
    assertThat(at(figures, 3, "one").rank()).isEqualTo(Rank.OTHER);
    GridFigures.Test clear = at(figures, 1, "one").test();
    assertThat(clear.p()).isLessThan(0.01);
    assertThat(clear.low()).isPositive();
    assertThat(clear.difference())
        .isCloseTo(at(figures, 1, "one").mean() - at(figures, 2, "one").mean(), within(1e-12));
    assertThat(at(figures, 2, "one").test()).as("the row below is of another group").isNull();
    assertThat(at(figures, 3, "one").test()).isNull();
    String table = TableFiles.markdown(figures);
    assertThat(table)
        .startsWith("# A \\| B")
        .contains("| *CNN* |", "| *PVT* |", "<br>paper 0.875", "<br>↓ +0.", "p < 0.001")
        .containsPattern("best \\| \\*\\*0\\.\\d{3} ± 0\\.\\d{3}\\*\\*")
        .containsPattern("same \\| <u>0\\.\\d{3} ± 0\\.\\d{3}</u>");
    assertThat(TableFiles.csv(figures).lines()).hasSize(1 + 4 * figures.columns().size());
  }

  @Test
  void aFailureIsShownWithItsReason() throws IOException {
    finish(cell("best", "one", 1, 0), 1);
    RunState.failed(cell("best", "one", 1, 1).folder(), "the disk is full");
    GridFigures figures = figures();
    assertThat(at(figures, 0, "one").state()).isEqualTo(State.FAILED);
    assertThat(at(figures, 0, "one").reason()).isEqualTo("the disk is full");
    assertThat(figures.failures()).containsExactly("best, one, seed 1: the disk is full");
  }
}
