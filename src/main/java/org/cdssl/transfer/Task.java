package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.collection.Part;
import org.cdssl.engine.Weights;

/// A downstream task: network, labelled images, loss and metrics.
///
/// The loop, checkpoints and the run folder know nothing of any one task. All state that survives a
/// step is in [#weights]; what a batch holds is a function of (seed, step), so that a resumed run
/// repeats an uninterrupted one to the bit.
public interface Task extends AutoCloseable {
  /// For the first line of the run, e.g. `classification, 2 classes`.
  String describe();

  /// Every tensor: the encoder's names start with `encoder.`, all others with `head.`.
  Weights weights();

  /// Optimiser steps that make one pass over the training part, ≥ 1.
  int stepsPerPass();

  /// Number of images of a part.
  int size(Part part);

  /// The batch of a step, counted from 0. Pure Java, called by several threads at once.
  TaskBatch batch(long step);

  /// The loss of a batch. Called inside a step scope, under autocast, with the weights in training
  /// mode.
  Tensor loss(TaskBatch batch);

  /// Judges a part without changing anything but the weights' mode.
  ///
  /// @param stop asked between batches
  /// @return null where it was stopped
  PartResult evaluate(Part part, BooleanSupplier stop) throws IOException;

  /// SHA-256 of everything that decides which images and labels the parts hold.
  String dataSha256();

  /// What `data.json` says of the images.
  Map<String, Object> dataDescription();

  /// Number of files that could not be read so far.
  int leftOut();

  /// Writes what `predict` needs: `model.safetensors` and `model.json`.
  void export(Path folder, String provenance) throws IOException;

  @Override
  default void close() {}
}
