package org.cdssl.training;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pretext;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ViewPlan;

/// A method that lets a test look, and put its finger in, before every loss and restoration.
class HookedPretext implements Pretext {
  private final Pretext inner;

  HookedPretext(Pretext inner) {
    this.inner = inner;
  }

  /// Called before each loss: the weights are as the step before has left them.
  void beforeLoss(ViewTensors views, Moment moment) {}

  @Override
  public final Losses loss(ViewTensors views, Moment moment) {
    beforeLoss(views, moment);
    return inner.loss(views, moment);
  }

  @Override
  public final boolean restores() {
    return inner.restores();
  }

  @Override
  public final Tensor restore(Tensor view) {
    return inner.restore(view);
  }

  @Override
  public final ViewPlan views() {
    return inner.views();
  }

  @Override
  public final Weights weights() {
    return inner.weights();
  }

  @Override
  public final Encoder encoder() {
    return inner.encoder();
  }

  @Override
  public final String exported() {
    return inner.exported();
  }

  @Override
  public final void afterStep(Moment moment) {
    inner.afterStep(moment);
  }

  @Override
  public final Map<String, Double> schedules(Moment moment) {
    return inner.schedules(moment);
  }
}
