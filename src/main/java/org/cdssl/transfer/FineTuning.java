package org.cdssl.transfer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.collection.Part;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.RecipeConfig;
import org.cdssl.config.Schema;
import org.cdssl.engine.Adam;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.engine.StepScope;
import org.cdssl.storage.AtomicFile;
import org.cdssl.training.BestWeights;
import org.cdssl.training.BufferShadow;
import org.cdssl.training.Precisions;
import org.cdssl.training.Progress;
import org.cdssl.training.RunFolder;
import org.cdssl.training.RunPlan;
import org.cdssl.training.StepGuards;
import org.cdssl.training.TrainingState;
import org.cdssl.training.checkpoint.Retention;
import org.cdssl.training.run.NonFiniteGuard;
import org.cdssl.training.run.SpikeGuard;
import org.cdssl.training.run.StopFlag;

/// The fine-tuning loop, top to bottom: train, judge the validation part after every epoch, keep
/// the best weights, and at the end judge the test part once.
///
/// Steps, guards, checkpoints and stopping are those of [org.cdssl.training.Pretraining]: a resumed
/// run ends with the same weights, the same choice of epoch and the same test figures to the bit.
public final class FineTuning {
  private final FinetuneConfig config;
  private final RecipeConfig recipe;
  private final Task task;
  private final RunFolder folder;
  private final StopFlag stop;
  private final Progress progress;
  private final Compute compute;
  private final Precision precision;
  private final TrainingState state;
  private final BestWeights best;
  private final LearningRate rates;
  private final BufferShadow buffers;
  private final StepGuards guards;
  private final int stepsPerEpoch;
  private final Object start;

  /// What a finished call has done.
  ///
  /// @param step steps since the beginning of the run
  /// @param result of the test part; null where the run is not at its end, or there is none
  public record Outcome(long step, PartResult result) {}

  /// @param task freshly built, with the weights that training starts from
  /// @param start where these weights are from, for `result.json`
  public FineTuning(
      FinetuneConfig config,
      Task task,
      Object start,
      Compute compute,
      RunFolder folder,
      StopFlag stop,
      Progress progress) {
    this.config = config;
    this.recipe = config.training();
    this.task = task;
    this.start = start;
    this.compute = compute;
    this.folder = folder;
    this.stop = stop;
    this.progress = progress;
    precision = Precisions.choose(recipe.precision(), compute);
    best = new BestWeights(task.weights());
    state =
        new TrainingState(
            task.weights(),
            new Adam(
                task.weights(),
                recipe.weightDecay(),
                recipe.optimizer() == RecipeConfig.Optimizer.ADAMW),
            new NonFiniteGuard(recipe.maxNonFinite()),
            new SpikeGuard(recipe.skipSpikes()),
            best);
    rates = new LearningRate(recipe);
    buffers = new BufferShadow(task.weights());
    guards = new StepGuards(state, folder, progress);
    stepsPerEpoch = recipe.stepsPerEpoch() > 0 ? recipe.stepsPerEpoch() : task.stepsPerPass();
  }

  /// Builds the task, fills its encoder and trains it: all of a run.
  ///
  /// @param start where the encoder's weights are from
  /// @param split where the split is kept
  /// @param stopAfter see [#train]
  /// @throws org.cdssl.CdsslException see [#train]; DATA also where images or encoder do not fit
  public static Outcome run(
      FinetuneConfig config,
      Start start,
      RunSplit split,
      RunFolder folder,
      StopFlag stop,
      Progress progress,
      long stopAfter)
      throws IOException {
    Compute compute = Compute.on(config.training().device(), config.training().threads());
    try (Task task = Tasks.of(config, split, compute, stop::requested, progress::say)) {
      start.fill(task.weights(), folder.path(), progress::say);
      start.write(folder.path());
      return new FineTuning(config, task, start.describe(), compute, folder, stop, progress)
          .train(stopAfter);
    }
  }

  /// Trains from where the run folder stands to the last step, then tests.
  ///
  /// @param stopAfter last step of this call; the run is saved there and can be resumed
  /// @throws org.cdssl.CdsslException STOPPED after a signal, with the state saved; DATA, NUMERICAL
  public Outcome train(long stopAfter) throws IOException {
    long end = (long) recipe.epochs() * stepsPerEpoch;
    long last = Math.min(end, stopAfter);
    RunPlan plan =
        new RunPlan(
            config,
            Schema.FINETUNE,
            config.seed(),
            end,
            recipe.checkpointEverySteps(),
            new Retention(recipe.keepLast(), 0),
            task.dataSha256(),
            task.dataDescription());
    folder.begin(plan, compute, precision, state, progress::say);
    progress.start(state.step(), last, headline());
    if (state.owesScore()) {
      validate();
      folder.save(state, progress::say);
    }
    stopIfAsked();
    try (Prefetch<TaskBatch> batches =
        new Prefetch<>(task::batch, recipe.workers(), state.step(), last)) {
      while (state.step() < last) {
        step(batches);
        int epoch = (int) (state.step() / stepsPerEpoch);
        boolean epochEnds = state.step() % stepsPerEpoch == 0;
        if (epochEnds && (epoch % recipe.evaluateEveryEpochs() == 0 || state.step() == end)) {
          validate();
        }
        if (state.step() % recipe.checkpointEverySteps() == 0
            || state.step() == last
            || stop.requested()) {
          folder.save(state, progress::say);
        }
        stopIfAsked();
      }
    }
    return state.step() < end ? new Outcome(state.step(), null) : finish();
  }

  private void stopIfAsked() {
    if (stop.requested()) {
      throw stop.stopped(
          state.step() == 0
              ? "no step had been taken; start it again as it was"
              : "checkpoint of step " + state.step() + " is saved; go on with --resume");
    }
  }

  private String headline() {
    return String.format(
        Locale.ROOT,
        "%s; %d training, %d validation, %d test; %,d parameters (encoder %,d), %s, batch %d",
        task.describe(),
        task.size(Part.TRAINING),
        task.size(Part.VALIDATION),
        task.size(Part.TEST),
        task.weights().count(""),
        task.weights().count("encoder."),
        precision.name().toLowerCase(Locale.ROOT),
        recipe.batchSize());
  }

  /// One optimiser step.
  private void step(Prefetch<TaskBatch> batches) {
    int epoch = (int) (state.step() / stepsPerEpoch);
    double waitedBefore = batches.waitedSeconds();
    long begin = System.nanoTime();
    TaskBatch batch = batches.next();
    task.weights().setTraining(true);
    try (StepScope scope = StepScope.open()) {
      buffers.remember();
      Tensor total;
      try (Autocast cast = Autocast.with(precision, compute)) {
        total = task.loss(batch);
      }
      total.backward();
      double loss = total.item_float();
      double norm = state.gradientNorm();
      double rate = rates.at(epoch);
      boolean taken =
          guards.judge(
              loss, norm, () -> folder.dump(state.step() + 1, describe(batch), batch.tensors()));
      if (taken) {
        double clip = recipe.gradientClip();
        state.optimiserStep(rate, clip > 0 && norm > clip ? clip / norm : 1);
      } else {
        buffers.putBack();
      }
      state.stepDone(0, batch.size());
      log(epoch, rate, loss, norm, taken);
      progress.step(
          state.step(),
          batch.size(),
          begin,
          batches.waitedSeconds() - waitedBefore,
          () -> String.format(Locale.ROOT, "loss %.4f", loss),
          () -> "epoch " + (epoch + 1) + "/" + recipe.epochs());
    } finally {
      task.weights().clearGradients();
    }
  }

  private Map<String, Object> describe(TaskBatch batch) {
    Map<String, Object> what = new LinkedHashMap<>();
    what.put("seed", config.seed());
    what.put("step", state.step() + 1);
    what.put("images", batch.ids());
    what.put("again", "finetune with the same configuration and --resume makes the same batch");
    return what;
  }

  private void log(int epoch, double rate, double loss, double norm, boolean taken) {
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", epoch);
    line.put("lr", rate);
    line.put("loss", (float) loss);
    line.put("gradNorm", (float) norm);
    if (!taken) {
      line.put("skipped", true);
    }
    folder.metrics().write("step", state.step(), line);
  }

  /// Judges the validation part and keeps the weights if they are the best so far.
  private void validate() throws IOException {
    int epoch = (int) (state.step() / stepsPerEpoch);
    if (recipe.select() == RecipeConfig.Select.LAST || task.size(Part.VALIDATION) == 0) {
      best.offer(state.step(), epoch, epoch);
    }
    if (task.size(Part.VALIDATION) == 0) {
      return;
    }
    PartResult result = evaluate(Part.VALIDATION);
    state.setOwesScore(result == null);
    if (result == null) {
      return;
    }
    boolean better =
        switch (recipe.select()) {
          case SCORE -> best.offer(state.step(), epoch, result.score());
          case LOSS -> best.offer(state.step(), epoch, -result.loss());
          case LAST -> true;
        };
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", epoch);
    line.putAll(result.line());
    line.put("best", better);
    folder.metrics().write("validation", state.step(), line);
    progress.say(
        String.format(
            Locale.ROOT,
            "epoch %d/%d: validation %s%s",
            epoch,
            recipe.epochs(),
            result.describe(),
            better ? "  (best)" : ""));
  }

  private PartResult evaluate(Part part) throws IOException {
    return Evaluator.evaluate(task, part, precision, compute, stop::requested);
  }

  /// Puts the best weights back, tests them once, and exports.
  private Outcome finish() throws IOException {
    best.putBack();
    PartResult result = null;
    if (task.size(Part.TEST) > 0) {
      result = evaluate(Part.TEST);
      if (result == null) {
        throw stop.stopped("training is done; --resume makes up for the test");
      }
      AtomicFile.write(
          folder.path().resolve("result.json"),
          ResultJson.write(summary(Part.TEST, result.result(config.seed()))));
      Evaluator.writeDetails(task, result, precision, compute, folder.path());
    } else {
      progress.say("the test part is empty: no result.json");
    }
    folder.finish(task::export, task.dataDescription(), task.leftOut(), progress::say);
    return new Outcome(state.step(), result);
  }

  private Map<String, Object> summary(Part part, Map<String, Object> result) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("part", part.name().toLowerCase(Locale.ROOT));
    all.putAll(result);
    all.put("epoch", best.mark().epoch());
    all.put("epochs", recipe.epochs());
    all.put("selectedBy", recipe.select().name().toLowerCase(Locale.ROOT));
    all.put("labelRatio", config.data().labelRatio());
    all.put("seed", config.seed());
    all.put("init", start);
    return all;
  }
}
