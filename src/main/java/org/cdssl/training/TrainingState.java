package org.cdssl.training;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.CdsslException;
import org.cdssl.engine.Optimiser;
import org.cdssl.engine.RngState;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.Weights;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.engine.safetensors.SafetensorsWriter;
import org.cdssl.training.checkpoint.Checkpoint;
import org.cdssl.training.checkpoint.MemberWriter;
import org.cdssl.training.run.NonFiniteGuard;
import org.cdssl.training.run.SpikeGuard;
import tools.jackson.databind.json.JsonMapper;

/// Everything that a step depends on and that changes from step to step (P4): what a checkpoint
/// holds.
///
/// Order, views and level draws are functions of (seed, step), so the step is all the cursor there
/// is.
public final class TrainingState {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final String MODEL = "model.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String BEST = "best.safetensors";
  private static final String STATE = "state.json";

  final Weights weights;
  final Optimiser optimiser;
  final NonFiniteGuard nonFinite;
  final SpikeGuard spikes;

  /// The best weights so far; null in a run that keeps none.
  final BestWeights best;

  /// Optimiser steps done.
  long step;

  /// Samples of each kind that were drawn so far.
  long flatSamples;

  long volumeSamples;

  /// Whether the run was stopped while the held-out images of this step were being scored.
  boolean owesScore;

  /// What `state.json` holds.
  record Numbers(
      long step,
      long flatSamples,
      long volumeSamples,
      boolean owesScore,
      BestWeights.Mark best,
      Map<String, Long> updates,
      NonFiniteGuard.State nonFinite,
      SpikeGuard.State spikes) {}

  TrainingState(Weights weights, Optimiser optimiser, NonFiniteGuard nonFinite, SpikeGuard spikes) {
    this(weights, optimiser, nonFinite, spikes, null);
  }

  /// @param best keeps the best weights; null: none are kept
  public TrainingState(
      Weights weights,
      Optimiser optimiser,
      NonFiniteGuard nonFinite,
      SpikeGuard spikes,
      BestWeights best) {
    this.weights = weights;
    this.optimiser = optimiser;
    this.nonFinite = nonFinite;
    this.spikes = spikes;
    this.best = best;
  }

  /// Optimiser steps done.
  public long step() {
    return step;
  }

  /// Counts a step, and the samples it was made of.
  public void stepDone(long flats, long volumes) {
    step++;
    flatSamples += flats;
    volumeSamples += volumes;
  }

  /// [Optimiser#gradientNorm].
  public double gradientNorm() {
    return optimiser.gradientNorm();
  }

  /// [Optimiser#step].
  public void optimiserStep(double learningRate, double gradientScale) {
    optimiser.step(learningRate, gradientScale);
  }

  /// Whether the run was stopped while it was being scored after this step.
  public boolean owesScore() {
    return owesScore;
  }

  public void setOwesScore(boolean owes) {
    owesScore = owes;
  }

  /// Bytes of a checkpoint on disk, to a few kilobytes.
  long bytes() {
    return (best == null ? 1 : 2) * SafetensorsWriter.bytes(StateDict.of(weights.all()), Map.of())
        + SafetensorsWriter.bytes(StateDict.of(optimiser.moments()), Map.of());
  }

  /// Writes the members of a checkpoint; `config` and `provenance` go along as they are.
  MemberWriter members(String config, String provenance) {
    return members -> {
      members.add(
          MODEL,
          channel -> SafetensorsWriter.write(channel, StateDict.of(weights.all()), Map.of()));
      try (StepScope scope = StepScope.open()) {
        Map<String, Tensor> optimizer = new LinkedHashMap<>(optimiser.moments());
        optimizer.put(RngState.NAME, RngState.get());
        members.add(
            OPTIMIZER,
            channel -> SafetensorsWriter.write(channel, StateDict.of(optimizer), Map.of()));
      }
      if (best != null) {
        members.add(
            BEST, channel -> SafetensorsWriter.write(channel, StateDict.of(best.all()), Map.of()));
      }
      members.add(
          STATE,
          JSON.writeValueAsString(
              new Numbers(
                  step,
                  flatSamples,
                  volumeSamples,
                  owesScore,
                  best == null ? null : best.mark(),
                  optimiser.counts(),
                  nonFinite.state(),
                  spikes.state())));
      members.add("config.yaml", config);
      members.add("provenance.json", provenance);
    };
  }

  /// Takes over all of a checkpoint; refuses one that does not fit to the last tensor.
  void restore(Checkpoint checkpoint) throws IOException {
    copy(checkpoint, MODEL, weights.all());
    Map<String, Tensor> optimizer = new LinkedHashMap<>(optimiser.moments());
    Tensor rng = RngState.get();
    optimizer.put(RngState.NAME, rng);
    copy(checkpoint, OPTIMIZER, optimizer);
    RngState.set(rng);
    if (best != null) {
      copy(checkpoint, BEST, best.all());
    }
    Numbers numbers = JSON.readValue(Files.readString(checkpoint.member(STATE)), Numbers.class);
    step = numbers.step();
    flatSamples = numbers.flatSamples();
    volumeSamples = numbers.volumeSamples();
    owesScore = numbers.owesScore();
    if (best != null) {
      best.restore(numbers.best());
    }
    optimiser.restoreCounts(numbers.updates());
    nonFinite.restore(numbers.nonFinite());
    spikes.restore(numbers.spikes());
  }

  private static void copy(Checkpoint checkpoint, String member, Map<String, Tensor> into)
      throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(checkpoint.member(member))) {
      StateDict.LoadReport report = StateDict.load(file, into);
      if (!report.complete()) {
        throw CdsslException.data(
            checkpoint.folder()
                + ": "
                + member
                + " does not fit this configuration: "
                + report.describe());
      }
    }
  }
}
