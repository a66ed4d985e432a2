package org.cdssl.pretext;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.view.ImagePool;
import org.cdssl.view.ViewPlan;

/// A self-supervised task: which views it wants, what it adds to the encoder, and its loss.
///
/// The loop, the data, checkpoints and reports know nothing of any one method. All state that
/// survives a step is in [#weights] (teachers, centres, queues as buffers); randomness comes from
/// [Moment], never from a generator of its own, so that a resumed run repeats an uninterrupted one
/// to the bit.
public interface Pretext {
  /// The views of one sample.
  ViewPlan views();

  /// Every tensor of the method; the encoder's names start with `encoder.`.
  Weights weights();

  /// The backbone that is exported.
  Encoder encoder();

  /// What the names of the tensors of [#encoder] start with. Where it is a teacher, the student of
  /// the same shape is below `encoder.`.
  default String exported() {
    return "encoder.";
  }

  /// What training draws from: the images, or what the method cuts out of them.
  default ImagePool samples(ImagePool images) {
    return images;
  }

  /// The loss of a batch. Called once a step, inside a step scope and under autocast.
  Losses loss(ViewTensors views, Moment moment);

  /// What follows an optimiser step, e.g. the update of a teacher.
  default void afterStep(Moment moment) {}

  /// How fast a parameter learns at a step.
  default Pace pace(String parameter, Moment moment) {
    return Pace.SCHEDULED;
  }

  /// Schedule values worth a column in the log, e.g. `beta`.
  default Map<String, Double> schedules(Moment moment) {
    return Map.of();
  }

  /// Whether [#restore] can be called.
  default boolean restores() {
    return false;
  }

  /// The restoration of a corrupted view, `[N, 1, D, H, W]` in [0,1].
  default Tensor restore(Tensor view) {
    throw new UnsupportedOperationException("this method restores nothing");
  }

  /// What a user should know before the first step, e.g. the memory of a large head.
  default List<String> remarks(int batchSize) {
    return List.of();
  }
}
