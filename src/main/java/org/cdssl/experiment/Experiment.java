package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.cdssl.CdsslException;
import org.cdssl.collection.cache.CacheBuilder;
import org.cdssl.collection.cache.CacheProgress;
import org.cdssl.collection.cache.ImageCache;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.LoadedGrid;
import org.cdssl.config.PretrainConfig;
import org.cdssl.storage.Temporaries;
import org.cdssl.training.EncoderExport;
import org.cdssl.training.PretextPreparation;
import org.cdssl.training.Pretraining;
import org.cdssl.training.Progress;
import org.cdssl.training.RunFolder;
import org.cdssl.training.run.StopFlag;
import org.cdssl.transfer.ChannelFit;
import org.cdssl.transfer.FineTuning;
import org.cdssl.transfer.RunSplit;
import org.cdssl.transfer.Start;
import org.cdssl.transfer.probe.RunProbe;

/// Works through the cells of a grid: what is done is left alone, what was begun goes on from its
/// checkpoint, what fails is noted and the rest goes on. The table is written after every cell. A
/// grid without tasks has no cells: its rows are pre-trained and no more.
///
/// Killed at any moment and started again, it ends with the same figures: each run resumes to the
/// bit, and a cell counts as done only when all of it is on disk.
public final class Experiment {
  private final Plan plan;
  private final Selection selection;
  private final StopFlag stop;
  private final Consumer<String> say;
  private final Supplier<Progress> progress;
  private final RowTests tests = new RowTests();
  private final PretrainingTable pretraining;

  private Experiment(
      Plan plan,
      Selection selection,
      StopFlag stop,
      Consumer<String> say,
      Supplier<Progress> progress) {
    this.plan = plan;
    this.pretraining = new PretrainingTable(plan);
    this.selection = selection;
    this.stop = stop;
    this.say = say;
    this.progress = progress;
  }

  /// What a call left.
  ///
  /// @param done cells that are done now; in a grid without tasks, pre-trainings
  /// @param failed those that cannot be
  /// @param runs in all
  /// @param pretrained folders of the finished pre-trainings
  public record Outcome(int done, int failed, int runs, List<Path> pretrained) {}

  /// Folder of a grid's generated images, which paths call `${PHANTOMS}`.
  public static Path phantoms(Path out, ExperimentConfig grid) {
    return out.resolve("phantoms-" + Plan.hash(out, grid.phantoms().toString()));
  }

  /// Makes the generated images of a grid that are not there yet.
  public static void generate(Path out, ExperimentConfig grid, Consumer<String> say)
      throws IOException {
    if (grid.phantoms().volumes() > 0) {
      new PhantomImages(grid.phantoms()).write(phantoms(out, grid), say);
    }
  }

  /// Runs what is selected and not done, and writes the tables.
  ///
  /// @param tables folder of the table
  /// @param out folder of the runs, held by [ExperimentLock]; several grids may share it
  /// @throws CdsslException STOPPED after a signal with everything saved; DATA where test subjects
  ///   are in a pool
  public static Outcome run(
      LoadedGrid grid,
      Path tables,
      Path out,
      Selection selection,
      StopFlag stop,
      Consumer<String> say,
      Supplier<Progress> progress)
      throws IOException {
    Scans scans = new Scans();
    Plan plan = Plan.of(grid, tables, out, scans);
    Files.createDirectories(tables);
    scans.notes().forEach(say);
    plan.leaks().forEach(say);
    selection.refuseUnknown(grid.config());
    return new Experiment(plan, selection, stop, say, progress).work();
  }

  private Outcome work() throws IOException {
    try {
      if (plan.pretrainsOnly()) {
        pretrainings();
      } else {
        cells();
      }
    } finally {
      writeTables();
    }
    Standing standing = Standing.of(plan);
    List<Path> pretrained = new ArrayList<>();
    for (PretrainRun run : plan.pretraining()) {
      if (RunState.of(run.folder()).kind() == RunState.Kind.DONE) {
        pretrained.add(run.folder());
      }
    }
    return new Outcome(standing.done(), standing.failed(), standing.runs(), pretrained);
  }

  private void writeTables() throws IOException {
    TableFiles.write(plan, tests, pretraining);
  }

  private void pretrainings() throws IOException {
    List<PretrainRun> chosen = plan.pretraining(selection);
    int at = 0;
    for (PretrainRun run : chosen) {
      at++;
      if (selection.retry()) {
        RunState.forgetFailure(run.folder());
      }
      RunState.Kind kind = RunState.of(run.folder()).kind();
      if (kind == RunState.Kind.DONE || kind == RunState.Kind.FAILED) {
        continue;
      }
      stopIfAsked();
      String name = at + "/" + chosen.size() + " pre-training " + run.name();
      attempt(name, run.folder(), () -> pretrain(run));
      writeTables();
    }
  }

  private void cells() throws IOException {
    List<Cell> chosen =
        plan.cells().stream().filter(c -> selection.takes(plan.grid().config(), c)).toList();
    int at = 0;
    for (Cell cell : chosen) {
      at++;
      if (selection.retry()) {
        RunState.forgetFailure(cell.folder());
        if (cell.encoder() != null) {
          RunState.forgetFailure(cell.encoder().folder());
        }
      }
      RunState state = RunState.of(cell.folder());
      if (state.kind() == RunState.Kind.DONE || GridTable.failure(cell, state) != null) {
        continue;
      }
      stopIfAsked();
      if (cell.encoder() == null || encoder(cell.encoder())) {
        String name = at + "/" + chosen.size() + " " + name(cell);
        attempt(name, cell.folder(), () -> finetune(cell));
      }
      writeTables();
    }
  }

  private String name(Cell cell) {
    ExperimentConfig grid = plan.grid().config();
    return grid.tasks().get(cell.task()).name()
        + ", "
        + Plan.number(100 * cell.labelRatio())
        + " % of the labels, "
        + grid.rows().get(cell.row()).name()
        + ", seed "
        + cell.seed();
  }

  private void stopIfAsked() {
    if (stop.requested()) {
      throw stop.stopped("the same command goes on");
    }
  }

  /// Whether the encoder is there, after training it where it is not.
  private boolean encoder(PretrainRun run) throws IOException {
    RunState state = RunState.of(run.folder());
    if (state.kind() == RunState.Kind.DONE) {
      return true;
    }
    return attempt("pre-training " + run.name(), run.folder(), () -> pretrain(run));
  }

  /// A run that may fail.
  @FunctionalInterface
  private interface Attempt {
    void run() throws IOException;
  }

  /// Runs it, and notes a failure that concerns this run alone.
  private boolean attempt(String name, Path folder, Attempt run) throws IOException {
    say.accept("== " + name);
    String reason;
    try {
      run.run();
      return true;
    } catch (CdsslException e) {
      if (e.kind() == CdsslException.Kind.STOPPED) {
        throw e;
      }
      if (e.kind() == CdsslException.Kind.USAGE) {
        // no other run would do better
        throw new CdsslException(e.kind(), name + ": " + e.getMessage(), e);
      }
      reason = e.getMessage();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (stop.requested()) {
        throw e;
      }
      reason = e.toString();
    }
    say.accept("failed: " + name + ": " + reason);
    RunState.failed(folder, reason.lines().findFirst().orElse("no reason given"));
    return false;
  }

  private void pretrain(PretrainRun run) throws IOException {
    long start = System.nanoTime();
    Progress shown = progress.get();
    RunFolder.Mode mode = new RunFolder.Mode(true, false, List.of());
    prepare(run.config(), shown);
    try (RunFolder folder = RunFolder.open(run.folder(), mode, shown)) {
      shown.say(
          Pretraining.run(run.config(), folder, stop, shown, Long.MAX_VALUE, RunProbe::of)
              .describe());
    }
    RunState.done(run.folder(), run.key(), (System.nanoTime() - start) * 1e-9);
    deleteCheckpoints(run.folder());
  }

  /// Makes the cache that a row names, where it is not whole: what `prepare` does.
  private void prepare(PretrainConfig config, Progress shown) throws IOException {
    if (config.data().cache().isEmpty()) {
      return;
    }
    Path cache = Path.of(config.data().cache());
    CacheBuilder.Options options =
        CacheBuilder.Options.of(
            config.training().threads() > 0
                ? config.training().threads()
                : Runtime.getRuntime().availableProcessors());
    boolean done =
        ImageCache.isComplete(cache)
            || new CacheBuilder(
                    config, cache, options, stop::requested, shown::say, CacheProgress.NONE)
                .run()
                .complete();
    if (!done || !PretextPreparation.run(config, cache, stop::requested, shown::say)) {
      throw stop.stopped("the same command goes on");
    }
  }

  private void finetune(Cell cell) throws IOException {
    long start = System.nanoTime();
    FinetuneConfig config = cell.config();
    Progress shown = progress.get();
    RunFolder.Mode mode = new RunFolder.Mode(true, false, List.of());
    Start from =
        Start.of(
            cell.encoder() == null ? Start.RANDOM : cell.encoder().folder().toString(),
            ChannelFit.NONE,
            false);
    try (RunFolder folder = RunFolder.open(cell.folder(), mode, shown)) {
      FineTuning.Outcome outcome =
          FineTuning.run(
              config,
              from,
              RunSplit.ofRun(folder.path(), true),
              folder,
              stop,
              shown,
              Long.MAX_VALUE);
      if (outcome.result() == null) {
        throw CdsslException.data("the test part is empty: there is nothing to show");
      }
      shown.say("test " + outcome.result().describe());
    }
    RunState.done(cell.folder(), cell.key(), (System.nanoTime() - start) * 1e-9);
    deleteCheckpoints(cell.folder());
    if (!plan.grid().config().keepModels()) {
      Files.deleteIfExists(cell.folder().resolve("model.safetensors"));
      Files.deleteIfExists(cell.folder().resolve(EncoderExport.WEIGHTS));
    }
  }

  private static void deleteCheckpoints(Path run) throws IOException {
    Path folder = run.resolve("checkpoints");
    if (Files.isDirectory(folder)) {
      Temporaries.delete(folder);
    }
  }
}
