package org.cdssl.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Schema;
import org.cdssl.config.TrainingConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.CLibrary;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Optimiser;
import org.cdssl.engine.Precision;
import org.cdssl.engine.SteadyMemory;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.cdssl.network.Encoders;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.Pretexts;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.training.checkpoint.Retention;
import org.cdssl.training.run.CollapseStatistics;
import org.cdssl.training.run.NonFiniteGuard;
import org.cdssl.training.run.SpikeGuard;
import org.cdssl.training.run.StopFlag;
import org.cdssl.view.Batch;
import org.cdssl.view.Batches;
import org.cdssl.view.FixedView;
import org.cdssl.view.ImagePool;
import org.cdssl.view.ViewMaker;
import org.cdssl.view.ViewPlan;

/// The pre-training loop, top to bottom.
///
/// One step: take a batch that workers have made, forward, loss, backward, guards, optimiser, log.
/// It runs on one platform thread and every step in one scope. What happens besides (checkpoints,
/// pictures, held-out scores) is between steps and leaves no trace in the weights, so that a
/// resumed run equals an uninterrupted one to the bit.
public final class Pretraining {
  private final PretrainConfig config;
  private final TrainingConfig training;
  private final RunFolder folder;
  private final StopFlag stop;
  private final Progress progress;
  private final SteadyMemory memory;
  private final Compute compute;
  private final Precision precision;
  private final Pretext pretext;
  private final TrainingState state;
  private final UpdateRules rules;
  private final BufferShadow buffers;
  private final StepGuards guards;
  private final EncoderProbe.Maker probeMaker;
  private EncoderProbe probe;
  private double probeSeconds;

  Pretraining(
      PretrainConfig config,
      RunFolder folder,
      StopFlag stop,
      Progress progress,
      BiFunction<PretrainConfig, Compute, Pretext> method,
      EncoderProbe.Maker probeMaker) {
    this.config = config;
    this.training = config.training();
    this.folder = folder;
    this.stop = stop;
    this.progress = progress;
    this.probeMaker = probeMaker;
    compute = Compute.on(training.device(), training.threads());
    memory = new SteadyMemory();
    precision = Precisions.choose(training.precision(), compute);
    Compute.seed(config.seed());
    pretext = method.apply(config, compute);
    state =
        new TrainingState(
            pretext.weights(),
            UpdateRules.optimiser(training, pretext.weights()),
            new NonFiniteGuard(training.maxNonFinite()),
            new SpikeGuard(training.skipSpikes()));
    rules = new UpdateRules(training, pretext);
    buffers = new BufferShadow(pretext.weights());
    guards = new StepGuards(state, folder, progress);
  }

  /// Trains from where the run folder stands to the last step.
  ///
  /// @param stopAfter last step of this call; the run is saved there and can be resumed
  /// @param probeMaker makes what `training.probeEverySteps` calls; not asked where that is 0
  /// @throws org.cdssl.CdsslException STOPPED after a signal, with the state saved; DATA, NUMERICAL
  public static Summary run(
      PretrainConfig config,
      RunFolder folder,
      StopFlag stop,
      Progress progress,
      long stopAfter,
      EncoderProbe.Maker probeMaker)
      throws IOException {
    return new Pretraining(config, folder, stop, progress, Pretexts::of, probeMaker)
        .train(stopAfter);
  }

  Summary train(long stopAfter) throws IOException {
    RunImages images = RunImages.load(config, stop::requested, progress::say);
    if (stop.requested()) {
      throw stop.stopped("no step of this call had been taken; start it again as it was");
    }
    long end = (long) training.epochs() * training.stepsPerEpoch();
    folder.begin(plan(images, end), compute, precision, state, progress::say);
    long last = Math.min(end, stopAfter);
    ViewPlan plan = pretext.views();
    ViewMaker maker = new ViewMaker(plan, config.views(), config.pseudo3d(), config.seed());
    HeldOut heldOut =
        views(maker, images.heldOutFlats(), images.heldOutVolumes(), Integer.MAX_VALUE);
    // pictures of held-out images show restoration and not memory; without any, of a training image
    // each
    HeldOut pictured =
        heldOut.isEmpty() ? views(maker, images.flats(), images.volumes(), 1) : heldOut;
    Snapshots snapshots =
        new Snapshots(
            folder.pictures(), pictured, heldOut.isEmpty() ? "training" : "held-out", images);
    pretext.remarks(training.batchSize()).forEach(progress::say);
    Encoders.remarks(config.network(), config.views().globalSize(), config.views().localSize())
        .forEach(progress::say);
    progress.start(state.step, last, headline());
    if (training.probeEverySteps() > 0) {
      probe = probeMaker.of(config);
    }
    if (state.step == 0) {
      CardCheck.run(config, pretext, compute);
      probe();
      score(heldOut);
      picture(snapshots);
    } else if (state.owesScore) {
      score(heldOut);
      folder.save(state, progress::say);
    }
    if (stop.requested()) {
      throw stop.stopped("no step of this call had been taken; start it again as it was");
    }

    ImagePool flats = pretext.samples(images.flats());
    ImagePool volumes = pretext.samples(images.volumes());
    try (Batches batches = Batches.of(config, plan, flats, volumes, state.step)) {
      while (state.step < last) {
        step(batches);
        boolean done = state.step == end;
        if (every(training.probeEverySteps()) || done) {
          probe();
        }
        if (every(training.heldOutEverySteps()) || done) {
          score(heldOut);
        }
        if (every(training.pictureEverySteps()) || done) {
          picture(snapshots);
        }
        if (every(training.checkpointEverySteps()) || state.step == last || stop.requested()) {
          folder.save(state, progress::say);
        }
        memory.afterStep();
        if (stop.requested()) {
          throw stop.stopped("checkpoint of step " + state.step + " is saved; go on with --resume");
        }
      }
    }
    CLibrary.trimHeap(); // for what comes after this in the same process
    if (probeSeconds > 0) {
      progress.say(
          String.format(
              Locale.ROOT,
              "probes took %.1f s, %.1f %% of this call",
              probeSeconds,
              100 * probeSeconds / progress.seconds()));
    }
    folder.finish(
        (path, provenance) -> EncoderExport.write(path, config, pretext, provenance),
        images.describe(),
        images.quarantined().size(),
        progress::say);
    return new Summary(state.step, images.quarantined().size(), progress.seconds());
  }

  private RunPlan plan(RunImages images, long steps) {
    return new RunPlan(
        config,
        Schema.PRETRAIN,
        config.seed(),
        steps,
        training.checkpointEverySteps(),
        new Retention(training.keepLast(), training.keepEverySteps()),
        images.sha256(),
        images.describe());
  }

  private String headline() {
    return String.format(
        Locale.ROOT,
        "%s, %,d parameters (encoder %,d), %s, batch %d",
        config.pretext().method().name().toLowerCase(Locale.ROOT),
        pretext.weights().count(""),
        pretext.weights().count("encoder."),
        precision.name().toLowerCase(Locale.ROOT),
        training.batchSize());
  }

  private HeldOut views(ViewMaker maker, ImagePool flats, ImagePool volumes, int most) {
    return new HeldOut(
        pretext,
        precision,
        compute,
        training.batchSize(),
        buffers,
        fixed(maker, flats, most),
        fixed(maker, volumes, most));
  }

  /// None for a method that restores nothing.
  private List<FixedView> fixed(ViewMaker maker, ImagePool pool, int most) {
    List<FixedView> views = new ArrayList<>();
    for (int i = 0; pretext.restores() && i < Math.min(most, pool.size()); i++) {
      views.add(maker.fixedView(pool.get(i)));
    }
    return views;
  }

  private boolean every(int steps) {
    return steps > 0 && state.step % steps == 0;
  }

  /// One optimiser step.
  private void step(Batches batches) throws IOException {
    Moment moment =
        new Moment(config.seed(), state.step, training.stepsPerEpoch(), training.epochs());
    double waitedBefore = batches.waitedSeconds();
    long start = System.nanoTime();
    try (Batch batch = batches.next();
        StepScope scope = StepScope.open()) {
      buffers.remember();
      Losses losses;
      try (Autocast cast = Autocast.with(precision, compute)) {
        losses = pretext.loss(ViewTensors.of(batch, pretext.views(), compute), moment);
      }
      losses.total().backward();
      double loss = losses.total().item_float();
      Map<String, Double> norms = state.optimiser.gradientNorms();
      double norm = Optimiser.total(norms);
      double rate = rules.learningRate(moment);
      boolean taken =
          guards.judge(
              loss,
              norm,
              () ->
                  folder.dump(
                      state.step + 1,
                      BatchDump.describe(batch, moment),
                      BatchDump.views(batch, pretext.views())));
      if (taken) {
        state.optimiser.step(rules.at(moment, norms, norm));
        pretext.afterStep(moment);
      } else {
        buffers.putBack();
      }
      state.step++;
      state.flatSamples += batch.flatCount();
      state.volumeSamples += batch.volumeCount();
      log(batch, moment, losses, loss, norm, rate, taken);
      progress.step(
          state.step,
          batch.size(),
          start,
          batches.waitedSeconds() - waitedBefore,
          () -> parts(losses, loss),
          () -> "2D " + state.flatSamples + "  3D " + state.volumeSamples);
    } finally {
      pretext.weights().clearGradients();
    }
  }

  private static String parts(Losses losses, double loss) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "loss %.4f", loss));
    for (Map.Entry<String, Tensor> part : losses.parts().entrySet()) {
      text.append(
          String.format(Locale.ROOT, "  %s %.4f", part.getKey(), part.getValue().item_float()));
    }
    return text.toString();
  }

  private void log(
      Batch batch,
      Moment moment,
      Losses losses,
      double loss,
      double norm,
      double rate,
      boolean taken) {
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", moment.epoch());
    line.put("lr", rate);
    line.put("loss", (float) loss);
    for (Map.Entry<String, Tensor> part : losses.parts().entrySet()) {
      line.put(part.getKey(), part.getValue().item_float());
    }
    line.putAll(pretext.schedules(moment));
    line.put("gradNorm", (float) norm);
    line.put("count2d", batch.flatCount());
    line.put("count3d", batch.volumeCount());
    if (!taken) {
      line.put("skipped", true);
    }
    folder.metrics().write("step", state.step, line);
    if (training.collapseEverySteps() > 0
        && state.step % training.collapseEverySteps() == 0
        && batch.size() > 1) {
      collapse(losses);
    }
  }

  private void collapse(Losses losses) {
    List<Object> levels = new ArrayList<>();
    levels.add(collapse("encoder", losses.embeddings(), CollapseStatistics.ENCODER_SHARE));
    if (losses.compared() != null && losses.compared().size(0) > 1) {
      levels.add(collapse("head", losses.compared(), CollapseStatistics.SHARE));
    }
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("levels", levels);
    folder.metrics().write("collapse", state.step, line);
  }

  private SequencedMap<String, Object> collapse(String name, Tensor embeddings, double share) {
    CollapseStatistics statistics =
        CollapseStatistics.of(
            TensorIo.floats(embeddings.to(torch.ScalarType.Float)),
            (int) embeddings.size(0),
            (int) embeddings.size(1),
            share);
    SequencedMap<String, Object> level = new LinkedHashMap<>();
    level.put("level", name);
    level.put("std", statistics.meanStd());
    level.put("meanCosine", statistics.meanCosine());
    level.put("threshold", statistics.threshold());
    level.put("warn", statistics.collapsed());
    if (statistics.collapsed()) {
      progress.say("step " + state.step + ": the " + name + " collapses: " + statistics.describe());
    }
    return level;
  }

  /// A picture that cannot be written is no reason to end a run.
  private void picture(Snapshots snapshots) {
    if (training.pictureEverySteps() == 0) {
      return;
    }
    try {
      snapshots.write(state.step);
    } catch (IOException e) {
      progress.say("warning: no pictures of step " + state.step + ": " + e.getMessage());
    }
  }

  private void probe() {
    if (probe == null) {
      return;
    }
    long start = System.nanoTime();
    buffers.remember();
    EncoderProbe.Look look;
    try {
      look = probe.look(pretext.encoder(), pretext.weights(), precision);
    } finally {
      buffers.putBack();
    }
    probeSeconds += (System.nanoTime() - start) * 1e-9;
    folder.metrics().write("probe", state.step, look.line());
    progress.say("step " + state.step + ": " + look.text());
  }

  private void score(HeldOut heldOut) {
    if (heldOut.isEmpty()) {
      return;
    }
    SequencedMap<String, Object> score = heldOut.score(stop::requested);
    state.owesScore = score == null;
    if (score != null) {
      folder.metrics().write("heldOut", state.step, score);
      progress.say(
          String.format(
              Locale.ROOT,
              "step %d: restoration of held-out images %.5f (%s X-rays, %s volumes)",
              state.step,
              (Double) score.get("restore"),
              score.get("images2d"),
              score.get("images3d")));
    }
  }
}
