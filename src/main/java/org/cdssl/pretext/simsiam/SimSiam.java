package org.cdssl.pretext.simsiam;

import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.SimSiamConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Activation;
import org.cdssl.network.Linear;
import org.cdssl.network.Norm;
import org.cdssl.pretext.EncoderPretext;
import org.cdssl.pretext.Features;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.Pace;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ViewPlan;

/// SimSiam (Chen and He 2021), METHOD D.2, written from the paper:
///
/// L = −½ · [ mean cos(p₁, sg z₂) + mean cos(p₂, sg z₁) ]
///
/// - z = projector(GAP(encoder)): three linear layers without bias, each with batch norm, ReLU
///   after the first two; the last norm has no scale and shift
/// - p = predictor(z): linear without bias – BN – ReLU – linear
///
/// sg is the stop-gradient: z takes part in the other view's term as a constant.
public final class SimSiam extends EncoderPretext {
  private static final String PREDICTOR = "predictor.";

  private final SimSiamConfig config;
  private final Linear projector1;
  private final Norm projectorNorm1;
  private final Linear projector2;
  private final Norm projectorNorm2;
  private final Linear projector3;
  private final Norm projectorNorm3;
  private final Linear predictor1;
  private final Norm predictorNorm;
  private final Linear predictor2;

  public SimSiam(NetworkConfig network, SimSiamConfig config, Compute compute) {
    super(ViewPlan.compared(0), network, compute);
    this.config = config;
    Weights.Scope root = weights.root();
    int d = encoder.widths().getLast();
    Weights.Scope projector = root.in("projector");
    projector1 = Linear.unbiased(projector.in("0"), d, d);
    projectorNorm1 = Norm.batch(projector.in("1"), d);
    projector2 = Linear.unbiased(projector.in("3"), d, d);
    projectorNorm2 = Norm.batch(projector.in("4"), d);
    projector3 = Linear.unbiased(projector.in("6"), d, config.projection());
    projectorNorm3 = Norm.plain(projector.in("7"), config.projection());
    Weights.Scope predictor = root.in("predictor");
    predictor1 = Linear.unbiased(predictor.in("0"), config.projection(), config.predictorHidden());
    predictorNorm = Norm.batch(predictor.in("1"), config.predictorHidden());
    predictor2 = new Linear(predictor.in("3"), config.predictorHidden(), config.projection());
    if (config.zeroLastGamma()) {
      zeroLastGammas();
    }
  }

  /// Each residual block starts as the identity. A transformer has no such norm.
  private void zeroLastGammas() {
    try (Grad off = Grad.disabled()) {
      weights
          .parameters()
          .forEach((name, parameter) -> {
            if (name.matches("encoder\\.layer\\d+\\.\\d+\\.bn2\\.weight")) {
              parameter.fill_(new Scalar(0f));
            }
          });
    }
  }

  @Override
  public Pace pace(String parameter, Moment moment) {
    return config.constantPredictorRate() && parameter.startsWith(PREDICTOR)
        ? Pace.CONSTANT
        : Pace.SCHEDULED;
  }

  @Override
  public Losses loss(ViewTensors views, Moment moment) {
    Tensor first = Features.pool(encoder.forward(views.globals().get(0)).getLast());
    Tensor second = Features.pool(encoder.forward(views.globals().get(1)).getLast());
    Tensor z1 = project(first);
    Tensor z2 = project(second);
    Tensor loss = loss(predict(z1), z1, predict(z2), z2);
    return new Losses(loss, Map.of("cosine", loss), first.detach(), z1.detach());
  }

  /// @param p1 prediction of view 1, `[N, C]`
  /// @param z1 projection of view 1, `[N, C]`
  /// @return in [−1, 1]; −1 where each prediction points where the other view's projection points
  static Tensor loss(Tensor p1, Tensor z1, Tensor p2, Tensor z2) {
    Tensor first = torch.cosine_similarity(p1, z2.detach(), 1, 1e-8).mean();
    Tensor second = torch.cosine_similarity(p2, z1.detach(), 1, 1e-8).mean();
    return first.add(second).mul(new Scalar(-0.5));
  }

  private Tensor project(Tensor features) {
    Tensor h = Activation.RELU.forward(projectorNorm1.forward(projector1.forward(features)));
    h = Activation.RELU.forward(projectorNorm2.forward(projector2.forward(h)));
    return projectorNorm3.forward(projector3.forward(h)).to(torch.ScalarType.Float);
  }

  private Tensor predict(Tensor z) {
    Tensor h = Activation.RELU.forward(predictorNorm.forward(predictor1.forward(z)));
    return predictor2.forward(h).to(torch.ScalarType.Float);
  }
}
