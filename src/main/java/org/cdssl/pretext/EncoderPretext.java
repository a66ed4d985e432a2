package org.cdssl.pretext;

import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.view.ViewPlan;

/// What every method is made of: the views it wants, its weights, and the backbone that it trains,
/// below `encoder.`.
public abstract class EncoderPretext implements Pretext {
  protected final ViewPlan plan;
  protected final Weights weights;
  protected final Encoder encoder;

  protected EncoderPretext(ViewPlan plan, NetworkConfig network, Compute compute) {
    this.plan = plan;
    weights = new Weights(compute);
    encoder = Encoders.of(weights.root().in("encoder"), network);
  }

  @Override
  public final ViewPlan views() {
    return plan;
  }

  @Override
  public final Weights weights() {
    return weights;
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
