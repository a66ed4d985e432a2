package org.cdssl.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.cdssl.CdsslException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole grid in seconds: run, stopped, killed, resumed, failing.
class ExperimentTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private static Map<String, String> whole;
  private static String said;

  @BeforeAll
  static void runAtOnce() throws IOException {
    TinyGrid grid = new TinyGrid(shared, TinyGrid.TEXT);
    Experiment.Outcome outcome = grid.run();
    assertThat(List.of(outcome.done(), outcome.failed(), outcome.runs()))
        .isEqualTo(List.of(8, 0, 8));
    whole = grid.figures();
    said = grid.said.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void aGridEndsWithATableOfMeansOverAllSeedsAndPages() throws IOException {
    assertThat(whole).hasSize(11);
    List<String> ours = whole.get("table.md").lines().filter(l -> l.startsWith("| ours")).toList();
    assertThat(ours).hasSize(2);
    assertThat(ours.get(0)).contains("±");
    assertThat(ours.get(1)).as("of pre-training").contains("| 6 |", "→");
    assertThat(whole.get("table.md"))
        .contains("organs, 50 % (AUC)", "masks (Dice, %)", "Student's t", "8 of 8 runs are done")
        .contains("One pre-training serves all seeds")
        .contains("Differs from the paper's 799,000 steps of 96 at 64x64x32");
    Path out = shared.resolve("out");
    assertThat(Files.readString(out.resolve("report.html"))).contains("Every task");
    assertThat(out.resolve("table.html")).isNotEmptyFile();
  }

  @Test
  void preTrainingThatCellsShareRunsOnce() throws IOException {
    assertThat(said.lines().filter(l -> l.startsWith("== pre-training")).toList()).hasSize(1);
    try (Stream<Path> runs = Files.list(shared.resolve("out/pretrain"))) {
      assertThat(runs.toList()).hasSize(1);
    }
  }

  @Test
  void weightsAndCheckpointsOfFinishedCellsAreGoneAndTheEncoderStays() throws IOException {
    int cells = 0;
    try (Stream<Path> files = Files.walk(shared.resolve("out"))) {
      for (Path done : files.filter(f -> f.endsWith("done.json")).toList()) {
        Path run = done.getParent();
        boolean cell = run.startsWith(shared.resolve("out/cells"));
        cells += cell ? 1 : 0;
        assertThat(run.resolve("checkpoints")).doesNotExist();
        assertThat(run.resolve("model.safetensors")).doesNotExist();
        assertThat(Files.exists(run.resolve("encoder.safetensors"))).isEqualTo(!cell);
        assertThat(run.resolve("config.yaml")).isNotEmptyFile();
      }
    }
    assertThat(cells).isEqualTo(8);
  }

  @Test
  void whatIsDoneIsNotRunAgain() throws IOException {
    TinyGrid again = new TinyGrid(shared, TinyGrid.TEXT);
    again.run();
    assertThat(again.said.toString(java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("== ");
    same(again.figures());
  }

  @Test
  void aChangedTaskIsRunAnewAndTheRestIsReused() throws IOException {
    TinyGrid grid =
        new TinyGrid(shared, TinyGrid.TEXT.replace("patch: 16x16x16", "patch: 16x16x8"));
    AtomicInteger begun = new AtomicInteger();
    CdsslException e =
        catchThrowableOfType(
            CdsslException.class,
            () ->
                grid.run(
                    Selection.ALL,
                    (line, stop) -> {
                      if (line.startsWith("== ")) {
                        assertThat(line).contains("masks");
                        begun.incrementAndGet();
                        stop.request("seen enough");
                      }
                    }));
    assertThat(e.kind()).isEqualTo(CdsslException.Kind.STOPPED);
    assertThat(begun).hasValue(1);
    assertThat(Files.readString(shared.resolve("out/table.md"))).contains("4 of 8 runs are done");
  }

  @Test
  void stoppedInEveryRunAndResumedItHasTheSameFiguresToTheBit() throws IOException {
    TinyGrid grid = new TinyGrid(folder, TinyGrid.TEXT);
    int calls = 1;
    while (grid.stoppedInRun(3)) {
      calls++;
      assertThat(calls).isLessThan(40);
    }
    assertThat(calls).isGreaterThan(2);
    same(grid.figures());
  }

  @Test
  void killedThreeTimesAndStartedAgainItHasTheSameFiguresToTheBit() throws Exception {
    TinyGrid grid = new TinyGrid(folder, TinyGrid.TEXT);
    List<String> command = child(grid.file(), grid.out());
    int[] cells = {0, 2, 5};
    for (int enough : cells) {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      try {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (process.isAlive() && System.nanoTime() < end && begun(grid.out()) <= enough) {
          Thread.sleep(20);
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    assertThat(begun(grid.out())).isLessThanOrEqualTo(8);
    grid.run();
    same(grid.figures());
  }

  private static void same(Map<String, String> figures) {
    assertThat(figures.keySet()).isEqualTo(whole.keySet());
    figures.forEach((name, text) -> assertThat(text).as(name).isEqualTo(whole.get(name)));
  }

  private static List<String> child(Path grid, Path out) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow(),
            "org.cdssl.cli.Main",
            "experiment",
            grid.toString(),
            "--out",
            out.toString()));
    return command;
  }

  /// Runs that have begun.
  private static long begun(Path out) throws IOException {
    if (!Files.isDirectory(out)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(out)) {
      return files.filter(f -> f.endsWith("metrics.jsonl")).count();
    } catch (java.io.UncheckedIOException e) {
      return 0; // a file went away while it was listed
    }
  }

  @Test
  void aCellThatFailsIsShownWithItsReasonAndTheOthersGoOn() throws IOException {
    String text =
        TinyGrid.TEXT
            .replace("seeds: [0, 1]", "seeds: [0]")
            .replace("classes: [heart, liver, spleen, kidney, aorta, spine]", "classes: [a, b]");
    TinyGrid grid = new TinyGrid(folder, text);
    Experiment.Outcome outcome = grid.run();
    assertThat(List.of(outcome.done(), outcome.failed(), outcome.runs()))
        .isEqualTo(List.of(2, 2, 4));
    String table = Files.readString(grid.out().resolve("table.md"));
    assertThat(table).contains("| failed |", "Failed:", "- ours, organs, 50 %, seed 0: ");
    assertThat(table).containsPattern("seed 0: .*label");
    assertThat(Files.readString(grid.out().resolve("table.csv"))).contains(",failed,");
    // what has failed is not tried again unless asked
    grid.said.reset();
    grid.run();
    assertThat(grid.said.toString(java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("== ");
    grid.run(new Selection(List.of(), List.of("organs"), List.of(), true), (_, _) -> {});
    assertThat(grid.said.toString(java.nio.charset.StandardCharsets.UTF_8)).contains("== 1/2");
  }

  @Test
  void aSecondProcessIsRefusedTheFolder() throws IOException {
    try (ExperimentLock held = ExperimentLock.of(folder)) {
      assertThatThrownBy(() -> ExperimentLock.of(folder))
          .isInstanceOf(CdsslException.class)
          .hasMessageContaining("another experiment is running");
    }
    ExperimentLock.of(folder).close();
  }

  @Test
  void aTestSubjectInThePoolIsRefusedWithNamesAndCounts() throws IOException {
    String leaking =
        TinyGrid.TEXT.replace(
            "{name: ct, path: \"${PHANTOMS}/volumes\",",
            "{name: ct, path: \"${PHANTOMS}/Task90_Phantom/imagesTr\",");
    TinyGrid grid = new TinyGrid(folder, leaking);
    CdsslException e = catchThrowableOfType(CdsslException.class, grid::run);
    assertThat(e.kind()).isEqualTo(CdsslException.Kind.DATA);
    assertThat(e.getMessage()).containsPattern("task masks: 2 subjects, such as phantom_\\d+");

    Plan clean = Plan.of(grid.load("leaks=exclude"), grid.out(), grid.out(), new Scans());
    assertThat(clean.pretraining().getFirst().config().data().excludeSubjects()).hasSize(3);
    assertThat(clean.leaks())
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("3 subjects of validation and test parts were left out");
    Plan allowed = Plan.of(grid.load("leaks=allow"), grid.out(), grid.out(), new Scans());
    assertThat(allowed.pretraining().getFirst().config().data().excludeSubjects()).isEmpty();
    assertThat(new TableNotes(allowed).lines())
        .anyMatch(l -> l.startsWith("Leak, allowed by the grid: task masks: 2 subjects"));
  }

  @Test
  void aLookListsEveryRunWithItsCostAndStartsNothing() throws IOException {
    TinyGrid grid = new TinyGrid(folder, TinyGrid.TEXT);
    List<String> lines = DryRun.of(grid.load(), grid.out(), Selection.ALL, 1e9);
    assertThat(lines.stream().filter(l -> l.contains("  to do  ")).toList()).hasSize(9);
    assertThat(lines).noneMatch(l -> l.contains("?"));
    assertThat(grid.out().resolve("cells")).doesNotExist();
    assertThat(grid.out().resolve("pretrain")).doesNotExist();
  }

  private static final String METHODS =
      TinyGrid.TEXT.substring(0, TinyGrid.TEXT.indexOf("tasks:"))
          + """
          rows:
            - {name: ours, pretrain: {training: {collapseEverySteps: 2, probeEverySteps: 4}, probe: {images: 48}}}
            - {name: breaks, pretrain: {training: {learningRate: 1.0e+30}}}
            - {name: plain, pretrain: {pretext: {method: simsiam}}}
          """;

  @Test
  void withoutTasksTheRowsArePreTrainedAndShownAndAFailureStopsNoOther() throws IOException {
    TinyGrid grid = new TinyGrid(folder, METHODS);
    // stopped in the first run, and gone on
    assertThat(grid.stoppedInRun(1)).isTrue();
    Experiment.Outcome outcome = grid.run();
    assertThat(List.of(outcome.done(), outcome.failed(), outcome.runs()))
        .isEqualTo(List.of(2, 1, 3));
    assertThat(outcome.pretrained()).hasSize(2);
    assertThat(grid.said.toString(java.nio.charset.StandardCharsets.UTF_8))
        .contains("== 1/3 pre-training ours", "== 3/3 pre-training plain");
    String table = Files.readString(grid.out().resolve("pretraining.md"));
    assertThat(table)
        .containsPattern(
            "\\| ours \\| 0 \\| 6 \\| \\S+ \\| \\S+ → \\S+ \\| \\d of 3"
                + " \\| 0\\.\\d{3} \\[[^|]+ \\| 0\\.\\d{3} \\[[^|]+ \\|")
        .containsPattern("\\| plain \\| 0 \\| 6 \\| [^|]+ \\| [^|]+→[^|]+ \\| [^|]+\\| \\| \\| \\|")
        .contains("| breaks | 0 | failed |", "- breaks, seed 0: ");
    assertThat(grid.out().resolve("cells")).doesNotExist();
    // all of it stays, and what is the same in each run is the same
    String whole = Files.readString(grid.out().resolve("table.md"));
    grid.said.reset();
    grid.run();
    assertThat(grid.said.toString(java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("== ");
    assertThat(Files.readString(grid.out().resolve("table.md"))).isEqualTo(whole);
    TinyGrid atOnce = new TinyGrid(folder.resolve("again"), METHODS);
    atOnce.run(new Selection(List.of("ours"), List.of(), List.of(), false), (_, _) -> {});
    assertThat(line(Files.readString(atOnce.out().resolve("table.md")), "| ours"))
        .isEqualTo(line(whole, "| ours"));
  }

  private static String line(String text, String start) {
    return text.lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  void aLookAtAGridWithoutTasksListsItsPreTrainings() throws IOException {
    TinyGrid grid = new TinyGrid(folder, METHODS);
    List<String> lines = DryRun.of(grid.load(), grid.out(), Selection.ALL, 1e9);
    assertThat(lines.stream().filter(l -> l.contains("  to do  ")).toList())
        .hasSize(3)
        .allMatch(l -> l.contains("pre-training ") && l.trim().startsWith("6 "));
    assertThat(lines).anyMatch(l -> l.startsWith("3 runs: "));
    Selection one = new Selection(List.of("plain"), List.of(), List.of(), false);
    assertThat(DryRun.of(grid.load(), grid.out(), one, 1e9)).anyMatch(l -> l.startsWith("1 runs"));
    assertThat(grid.out().resolve("pretrain")).doesNotExist();
  }

  @Test
  void aCacheThatARowNamesIsMadeWithItsWordsAndUsedAgain() throws IOException {
    String text =
        TinyGrid.TEXT.substring(0, TinyGrid.TEXT.indexOf("tasks:"))
            + """
            rows:
              - {name: words, pretrain: {extends: transvw.yaml, data: {cache: "${PHANTOMS}/cache"}, pretext: {transvw: {hidden: 16, discovery: {wholeSize: 32x32x16, steps: 4, batchSize: 2, words: 2, instances: 3, jitter: 1}}}}}
            """;
    TinyGrid grid = new TinyGrid(folder, text);
    Experiment.Outcome outcome = grid.run();
    assertThat(List.of(outcome.done(), outcome.failed())).isEqualTo(List.of(1, 0));
    Path cache = Experiment.phantoms(grid.out(), grid.load().config()).resolve("cache");
    assertThat(cache.resolve("cache.json")).isNotEmptyFile();
    byte[] words = Files.readAllBytes(cache.resolve("words.json"));
    Files.delete(outcome.pretrained().getFirst().resolve("done.json"));
    grid.said.reset();
    assertThat(grid.run().done()).isEqualTo(1);
    assertThat(cache.resolve("words.json")).hasBinaryContent(words);
    assertThat(grid.said.toString(java.nio.charset.StandardCharsets.UTF_8))
        .contains("words.json is there");
  }
}
