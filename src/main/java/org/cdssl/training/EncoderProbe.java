package org.cdssl.training;

import java.io.IOException;
import java.util.SequencedMap;
import org.cdssl.config.PretrainConfig;
import org.cdssl.engine.Precision;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;

/// Judges the encoder now and then while it is being pre-trained (`training.probeEverySteps`).
///
/// The loop calls it between steps and knows nothing of what it does: what frozen features are
/// worth is a matter of downstream tasks, which lie above training. Whoever starts the run hands
/// the maker in.
public interface EncoderProbe {
  /// Judges the encoder as it is. May change nothing but buffers, which are put back afterwards.
  ///
  /// @param weights that the encoder is part of
  Look look(Encoder encoder, Weights weights, Precision precision);

  /// What a look has shown.
  ///
  /// @param line numbers of the `probe` line of `metrics.jsonl`; equal for equal weights
  /// @param text the same for people, one line
  record Look(SequencedMap<String, Object> line, String text) {}

  /// Makes the probe of a run, once, before its first step.
  @FunctionalInterface
  interface Maker {
    EncoderProbe of(PretrainConfig config) throws IOException;
  }
}
