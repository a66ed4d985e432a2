package org.cdssl.pretext.transvw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.TransVwConfig;
import org.cdssl.engine.Compute;
import org.cdssl.engine.TensorIo;
import org.cdssl.engine.Weights;
import org.cdssl.network.Activation;
import org.cdssl.network.Conv3d;
import org.cdssl.network.Linear;
import org.cdssl.network.Norm;
import org.cdssl.network.SegmentationDecoder;
import org.cdssl.pretext.EncoderPretext;
import org.cdssl.pretext.Features;
import org.cdssl.pretext.Losses;
import org.cdssl.pretext.Moment;
import org.cdssl.pretext.ViewTensors;
import org.cdssl.view.ImagePool;
import org.cdssl.view.ViewPlan;

/// TransVW (Haghighi et al. 2021), METHOD D.3, written from the paper:
///
/// L = MSE(restoration of the perturbed crop, the crop itself) + 0.01 · CE(word)
///
/// The restoration is that of a decoder *with* skip connections. The word is told from the coarsest
/// map: conv3³ – BN – ReLU – GAP – linear. Samples are the instances of visual words that
/// [WordDiscovery] has found.
public final class TransVw extends EncoderPretext {
  private final TransVwConfig config;
  private final VisualWords words;
  private final Map<String, Integer> labels;
  private final SegmentationDecoder decoder;
  private final Conv3d conv;
  private final Norm norm;
  private final Linear classes;
  private final float[] sha256;

  TransVw(NetworkConfig network, TransVwConfig config, VisualWords words, Compute compute) {
    super(ViewPlan.transvw(), network, compute);
    this.config = config;
    this.words = words;
    labels = words.labels();
    Weights.Scope root = weights.root();
    List<Integer> kernel = network.decoderKernel();
    decoder =
        new SegmentationDecoder(
            root.in("decoder"),
            encoder.widths(),
            network.decoderWidths(),
            1,
            NetworkConfig.Norm.BATCH,
            kernel);
    Weights.Scope classifier = root.in("classifier");
    int last = encoder.widths().getLast();
    conv = Conv3d.same(classifier.in("conv"), last, config.hidden(), kernel, true);
    norm = Norm.batch(classifier.in("norm"), config.hidden());
    classes = new Linear(classifier.in("classes"), config.hidden(), words.words().size());
    byte[] sum = words.sha256();
    sha256 = new float[sum.length];
    Tensor kept = root.buffer("words.sha256", 0, sum.length);
    for (int i = 0; i < sum.length; i++) {
      sha256[i] = sum[i] & 0xff;
    }
    kept.copy_(TensorIo.copyOf(sha256, compute, sha256.length));
  }

  /// The method with the words of the configuration.
  ///
  /// @throws CdsslException USAGE where there are none; says how to make them
  public static TransVw of(PretrainConfig config, Compute compute) {
    TransVwConfig own = config.pretext().transvw();
    String file = own.file(config.data());
    if (file.isEmpty() || !Files.isRegularFile(Path.of(file))) {
      throw CdsslException.usage(
          "transvw needs the visual words of the images"
              + (file.isEmpty() ? "" : ", and there is no " + file)
              + "; cdssl prepare CONFIG --out CACHE finds them, and pretrain --cache CACHE reads"
              + " them (or pretext.transvw.words names their file)");
    }
    try {
      return new TransVw(config.network(), own, VisualWords.read(Path.of(file)), compute);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws CdsslException USAGE where the run began with other words, which checkpoints tell
  @Override
  public ImagePool samples(ImagePool images) {
    if (!Arrays.equals(TensorIo.floats(weights.buffers().get("words.sha256")), sha256)) {
      throw CdsslException.usage(
          "the visual words are not those that this run began with; put their file back"
              + " (pretext.transvw.words, or words.json in data.cache), or begin another run");
    }
    return new WordPool(images, words);
  }

  @Override
  public Losses loss(ViewTensors views, Moment moment) {
    Tensor view = views.globals().getFirst();
    List<Tensor> maps = encoder.forward(view);
    Map<String, Tensor> parts = new LinkedHashMap<>();
    Tensor restored = restored(maps, view);
    parts.put("restore", torch.mse_loss(restored, views.targets().getFirst()));
    parts.put("words", crossEntropy(logits(maps.getLast()), labels(views.ids())));
    return new Losses(
        total(parts.get("restore"), parts.get("words"), config.classification()),
        parts,
        Features.pool(maps.getLast()).detach(),
        null);
  }

  static Tensor total(Tensor restore, Tensor words, double weight) {
    return restore.add(words, new Scalar(weight));
  }

  /// Mean over the samples of −log softmax(logits) at the label.
  static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return torch.cross_entropy_loss(
        logits, labels, new TensorOptional(), torch.Reduction.Mean.value, -100, 0);
  }

  private Tensor labels(List<String> ids) {
    long[] values = ids.stream().mapToLong(labels::get).toArray();
    return TensorIo.copyOf(values, weights.compute(), values.length);
  }

  private Tensor logits(Tensor coarsest) {
    Tensor h = Activation.RELU.forward(norm.forward(conv.forward(coarsest)));
    return classes.forward(Features.pool(h)).to(torch.ScalarType.Float);
  }

  private Tensor restored(List<Tensor> maps, Tensor view) {
    return torch.sigmoid(decoder.forward(maps, view).to(torch.ScalarType.Float));
  }

  @Override
  public boolean restores() {
    return true;
  }

  @Override
  public Tensor restore(Tensor view) {
    return restored(encoder.forward(view), view);
  }
}
