package org.cdssl.pretext.vox2vec;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.Vox2VecConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.pretext.EncoderPretext;
import org.cdssl.pretext.Features;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ViewPlan;
import org.cdssl.view.VoxelPairs;

/// vox2vec (Goncharov et al. 2023), METHOD D.5: voxels that two crops show in common are positives,
/// all other voxels of the batch negatives. With a_i, b_i the embeddings of voxel i in view 1 and
/// 2:
///
/// L = ½ mean_i ℓ(a_i, b_i) + ½ mean_i ℓ(b_i, a_i)
///
/// ℓ(a_i, b_i) = −a_i·b_i/τ + log( Σ_{j≠i} exp(a_i·a_j/τ) + Σ_j exp(a_i·b_j/τ) )
///
/// Embeddings come from a [Pyramid] on the encoder and a [VoxelHead]; only the encoder is exported.
public final class Vox2Vec extends EncoderPretext {
  private final Vox2VecConfig config;
  private final Pyramid pyramid;
  private final VoxelHead head;

  public Vox2Vec(NetworkConfig network, Vox2VecConfig config, Compute compute) {
    super(ViewPlan.vox2vec(config), network, compute);
    this.config = config;
    pyramid =
        new Pyramid(
            weights.root().in("pyramid"), network.channels(), encoder.widths(), config.baseWidth());
    int width = pyramid.widths().stream().mapToInt(Integer::intValue).sum();
    head = new VoxelHead(weights.root().in("head"), width, config.embedding());
  }

  @Override
  public List<String> remarks(int batchSize) {
    long n = (long) batchSize * config.voxels();
    // matrices of all pairs at the peak, as measured: similarities a·a, a·b, b·b and what their
    // gradients go through
    long bytes = 8 * n * n * Float.BYTES;
    return List.of(
        String.format(
            Locale.ROOT,
            "vox2vec: the contrast of %,d voxel pairs takes about %,d MiB"
                + " (training.batchSize x pretext.vox2vec.voxels, squared)",
            n,
            bytes >> 20));
  }

  @Override
  public Losses loss(ViewTensors views, Moment moment) {
    VoxelPairs pairs = views.pairs();
    Tensor view = views.globals().get(0);
    List<Tensor> maps = encoder.forward(view);
    Tensor embeddings = Features.pool(maps.getLast()).detach();
    Tensor a = embed(view, maps, pairs.sample(), pairs.first());
    Tensor other = views.globals().get(1);
    Tensor b = embed(other, encoder.forward(other), pairs.sample(), pairs.second());
    Tensor loss;
    try (Autocast off = Autocast.disabled(weights.compute())) {
      loss = loss(a, b, config.temperature());
    }
    return new Losses(loss, Map.of("contrast", loss), embeddings, a.detach());
  }

  private Tensor embed(Tensor view, List<Tensor> maps, int[] sample, int[] voxel) {
    Size3 size = new Size3((int) view.size(2), (int) view.size(3), (int) view.size(4));
    return head.forward(pyramid.forward(view, maps), size, sample, voxel);
  }

  /// @param a embeddings of the voxels in view 1, `[P, C]`, rows of length 1, P at least 2
  /// @param b of the same voxels in view 2
  static Tensor loss(Tensor a, Tensor b, double temperature) {
    // divided before the product and filled in place: each further matrix of all pairs would count
    Tensor sharpA = a.div(new Scalar(temperature));
    Tensor sharpB = b.div(new Scalar(temperature));
    Tensor ab = sharpA.matmul(b.t());
    Tensor self = self(a.size(0), a.device());
    Tensor forA = torch.logaddexp(others(sharpA, a, self), ab.logsumexp(1));
    Tensor forB = torch.logaddexp(others(sharpB, b, self), ab.logsumexp(0));
    Tensor positive = sharpA.mul(b).sum(new long[] {1});
    return forA.add(forB).mean().mul(new Scalar(0.5)).sub(positive.mean());
  }

  /// log Σ_{j≠i} exp(a_i·a_j/τ)
  ///
  /// @param sharp a/τ
  private static Tensor others(Tensor sharp, Tensor a, Tensor self) {
    Tensor all = sharp.matmul(a.t());
    all.masked_fill_(self, new Scalar(Double.NEGATIVE_INFINITY));
    return all.logsumexp(1);
  }

  private static Tensor self(long n, Device device) {
    return torch.eye(
        n, new TensorOptions(torch.ScalarType.Bool).device(new DeviceOptional(device)));
  }
}
