package org.cdssl.pretext.pcrlv2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Compute;
import org.cdssl.network.RestorationDecoder;
import org.cdssl.pretext.EncoderPretext;
import org.cdssl.pretext.Features;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ViewPlan;

/// PCRLv2 (Zhou et al. 2023): restore the corrupted view, and agree across views at several scales
/// of a decoder without skip connections. METHOD B.5:
///
/// L = L_rec + L_glob + β(e)·L_mid + L_loc
///
/// - L_rec = MSE(restoration of view 1, view 1 before corruption)
/// - L_glob = C_k*(view 1, view 2), k* uniform over the levels, one draw a step
/// - L_mid = MSE(deep supervision at the same k*, view 1 before corruption)
/// - L_loc = mean over the locals l and both views v of C_k(v, l), each with its own draw of k
/// - β(e) = ½(1 + cos(π e / epochs))
///
/// With `decodeDrawnOnly` view 2 and the locals are decoded only as far as the draws reach, and
/// only the drawn heads run. Loss and encoder gradients stay the same; what changes is how often
/// the running statistics of the decoder, which is not exported, are updated.
public final class Pcrlv2 extends EncoderPretext {
  private final RestorationDecoder decoder;
  private final List<LevelHead> heads = new ArrayList<>();
  private final NetworkConfig config;
  private final boolean drawnOnly;

  /// @param locals number of local views a sample
  public Pcrlv2(NetworkConfig config, int locals, boolean decodeDrawnOnly, Compute compute) {
    super(ViewPlan.pcrlv2(locals), config, compute);
    this.config = config;
    this.drawnOnly = decodeDrawnOnly;
    decoder =
        new RestorationDecoder(weights.root().in("decoder"), encoder.widths().getLast(), config);
    for (int m = 0; m < decoder.widths().size(); m++) {
      heads.add(
          new LevelHead(
              weights.root().in("heads").in("level" + (m + 1)), decoder.widths().get(m), config));
    }
  }

  @Override
  public Map<String, Double> schedules(Moment moment) {
    return Map.of("beta", beta(moment.epoch(), moment.epochs()));
  }

  /// Weight of the deep supervision: 1 at epoch 0, 0 at the end.
  static double beta(int epoch, int epochs) {
    return 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
  }

  @Override
  public Losses loss(ViewTensors views, Moment moment) {
    LevelDraws draws = LevelDraws.draw(moment.random(0), heads.size(), plan.locals().size());
    return loss(views, draws, beta(moment.epoch(), moment.epochs()));
  }

  Losses loss(ViewTensors views, LevelDraws draws, double beta) {
    int all = heads.size();
    Tensor target = views.targets().getFirst();
    Decoded first = decode(views.globals().getFirst(), all);
    Decoded second = decode(views.globals().get(1), drawnOnly ? draws.depthOfSecondView() : all);
    if (!drawnOnly) {
      first.touchAll();
      second.touchAll();
    }

    Map<String, Tensor> parts = new LinkedHashMap<>();
    Tensor restored = finish(first.levels.getLast());
    Tensor total = part(parts, "restore", torch.mse_loss(restored, target));
    total =
        total.add(
            part(
                parts,
                "global",
                CosinePair.loss(first.at(draws.shared()), second.at(draws.shared()))));
    Tensor mid = torch.mse_loss(first.map(draws.shared(), target), target);
    total = total.add(part(parts, "mid", mid).mul(new Scalar(beta)));
    if (!plan.locals().isEmpty()) {
      Decoded locals = decode(views.locals(), drawnOnly ? draws.depthOfLocals() : all);
      total = total.add(part(parts, "local", local(first, second, locals, draws, target.size(0))));
    }
    return new Losses(
        total,
        parts,
        Features.pool(first.maps.getLast()).detach(),
        first.at(draws.shared()).z().detach());
  }

  /// L_loc: the locals of the batch lie behind one another, all samples of local 0 first.
  private Tensor local(
      Decoded first, Decoded second, Decoded locals, LevelDraws draws, long samples) {
    Tensor sum = null;
    for (int l = 0; l < plan.locals().size(); l++) {
      int k = draws.first()[l];
      Tensor c = CosinePair.loss(first.at(k), locals.at(k).rows(l * samples, samples));
      int k2 = draws.second()[l];
      c = c.add(CosinePair.loss(second.at(k2), locals.at(k2).rows(l * samples, samples)));
      sum = sum == null ? c : sum.add(c);
    }
    return sum.mul(new Scalar(1.0 / (2 * plan.locals().size())));
  }

  @Override
  public boolean restores() {
    return true;
  }

  @Override
  public Tensor restore(Tensor view) {
    return finish(decode(view, heads.size()).levels.getLast());
  }

  private Tensor finish(Tensor finest) {
    return LevelHead.activate(
        decoder.restore(finest).to(torch.ScalarType.Float), config.restoreActivation());
  }

  private static Tensor part(Map<String, Tensor> parts, String name, Tensor value) {
    parts.put(name, value);
    return value;
  }

  private Decoded decode(Tensor view, int depth) {
    List<Tensor> maps = encoder.forward(view);
    return new Decoded(view, maps, decoder.forward(maps, view, depth));
  }

  /// A view on its way through the network; heads run when a loss term asks for them, once each.
  private final class Decoded {
    private final Tensor view;
    private final List<Tensor> maps;
    private final List<Tensor> levels;
    private final Projection[] projections = new Projection[heads.size()];
    private final Tensor[] restorations = new Tensor[heads.size()];

    Decoded(Tensor view, List<Tensor> maps, List<Tensor> levels) {
      this.view = view;
      this.maps = maps;
      this.levels = levels;
    }

    Projection at(int level) {
      if (projections[level] == null) {
        projections[level] = heads.get(level).project(levels.get(level));
      }
      return projections[level];
    }

    Tensor map(int level, Tensor like) {
      if (restorations[level] == null) {
        restorations[level] = heads.get(level).restore(levels.get(level), like);
      }
      return restorations[level];
    }

    void touchAll() {
      for (int m = 0; m < heads.size(); m++) {
        at(m);
        map(m, view);
      }
    }
  }
}
