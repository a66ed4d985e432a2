package org.cdssl.pretext.pcrlv2;

import static org.cdssl.network.TestNetworks.CPU;
import static org.cdssl.network.TestNetworks.normal;
import static org.cdssl.network.TestNetworks.uniform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Grad;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.ResNet3d;
import org.cdssl.network.RestorationDecoder;
import org.cdssl.network.TestNetworks;
import org.cdssl.pretext.ViewTensors;

/// A network that is computed in milliseconds, a batch for it, and the loss of METHOD B.5 written
/// out over plain numbers: all levels, all heads, no tensors after the network.
final class TinyPcrlv2 {
  static final int SAMPLES = 4;
  static final int LOCALS = 3;
  static final int LEVELS = 5;

  private TinyPcrlv2() {}

  static Pcrlv2 network(boolean decodeDrawnOnly) {
    return new Pcrlv2(TestNetworks.tiny(), LOCALS, decodeDrawnOnly, CPU);
  }

  /// The same weights in another network.
  static void copy(Weights from, Weights to) {
    try (Grad off = Grad.disabled()) {
      Map<String, Tensor> source = from.all();
      to.all().forEach((name, tensor) -> tensor.copy_(source.get(name)));
    }
  }

  static Tensor globalView(long seed) {
    return normal(seed, SAMPLES, 1, 8, 16, 16);
  }

  static Tensor target(long seed) {
    return uniform(seed, SAMPLES, 1, 8, 16, 16);
  }

  static Tensor localViews(long seed) {
    return normal(seed, LOCALS * SAMPLES, 1, 4, 8, 8);
  }

  static ViewTensors views(Tensor first, Tensor second, Tensor locals, Tensor target) {
    return new ViewTensors(List.of(first, second), locals, List.of(target));
  }

  static ViewTensors views() {
    return views(globalView(1), globalView(2), localViews(3), target(4));
  }

  /// What a view looks like at every level.
  record Outputs(List<double[][]> z, List<double[][]> p, List<float[]> maps, float[] restored) {}

  /// All outputs of a network, by running pieces of the same weights.
  static final class Twin {
    private final ResNet3d encoder;
    private final RestorationDecoder decoder;
    private final List<LevelHead> heads = new ArrayList<>();

    Twin(Pcrlv2 of) {
      NetworkConfig config = TestNetworks.tiny();
      Weights weights = new Weights(CPU);
      encoder = new ResNet3d(weights.root().in("encoder"), config);
      decoder = new RestorationDecoder(weights.root().in("decoder"), 8, config);
      for (int m = 0; m < LEVELS; m++) {
        Weights.Scope scope = weights.root().in("heads").in("level" + (m + 1));
        heads.add(new LevelHead(scope, decoder.widths().get(m), config));
      }
      copy(of.weights(), weights);
    }

    List<Tensor> maps(Tensor view) {
      return encoder.forward(view);
    }

    List<Tensor> levels(Tensor view) {
      return decoder.forward(maps(view), view, LEVELS);
    }

    Outputs outputs(Tensor view) {
      List<Tensor> levels = levels(view);
      List<double[][]> z = new ArrayList<>();
      List<double[][]> p = new ArrayList<>();
      List<float[]> maps = new ArrayList<>();
      for (int m = 0; m < LEVELS; m++) {
        Projection projection = heads.get(m).project(levels.get(m));
        z.add(rows(projection.z()));
        p.add(rows(projection.p()));
        maps.add(TensorIo.floats(heads.get(m).restore(levels.get(m), view)));
      }
      float[] restored = TensorIo.floats(decoder.restore(levels.getLast()));
      for (int i = 0; i < restored.length; i++) {
        restored[i] = (float) (1 / (1 + Math.exp(-restored[i])));
      }
      return new Outputs(z, p, maps, restored);
    }
  }

  /// Total and parts of the loss.
  record Expected(double total, double restore, double global, double mid, double local) {}

  static Expected loss(Twin twin, ViewTensors views, LevelDraws draws, double beta) {
    Outputs first = twin.outputs(views.globals().getFirst());
    Outputs second = twin.outputs(views.globals().get(1));
    Outputs locals = twin.outputs(views.locals());
    float[] target = TensorIo.floats(views.targets().getFirst());
    int k = draws.shared();
    double restore = squaredError(first.restored(), target);
    double mid = squaredError(first.maps().get(k), target);
    double global = pair(first, second, k, 0);
    double local = 0;
    for (int l = 0; l < LOCALS; l++) {
      local += pair(first, locals, draws.first()[l], l * SAMPLES);
      local += pair(second, locals, draws.second()[l], l * SAMPLES);
    }
    local /= 2 * LOCALS;
    return new Expected(restore + global + beta * mid + local, restore, global, mid, local);
  }

  private static double pair(Outputs a, Outputs b, int level, int from) {
    double sum = 0;
    for (int n = 0; n < SAMPLES; n++) {
      sum += cosine(a.p().get(level)[n], b.z().get(level)[from + n]);
      sum += cosine(b.p().get(level)[from + n], a.z().get(level)[n]);
    }
    return -0.5 * sum / SAMPLES;
  }

  static double cosine(double[] a, double[] b) {
    double product = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return product / Math.max(Math.sqrt(aa * bb), 1e-8);
  }

  private static double squaredError(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow((double) a[i] - b[i], 2);
    }
    return sum / a.length;
  }

  private static double[][] rows(Tensor matrix) {
    float[] values = TensorIo.floats(matrix);
    double[][] rows = new double[(int) matrix.size(0)][(int) matrix.size(1)];
    for (int i = 0; i < values.length; i++) {
      rows[i / rows[0].length][i % rows[0].length] = values[i];
    }
    return rows;
  }
}
