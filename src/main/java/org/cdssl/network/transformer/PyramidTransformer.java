package org.cdssl.network.transformer;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.TransformerConfig;
import org.cdssl.config.TransformerConfig.Form;
import org.cdssl.engine.Grad;
import org.cdssl.engine.Weights;
import org.cdssl.network.Activation;
import org.cdssl.network.Conv3d;
import org.cdssl.network.Encoder;
import org.cdssl.network.Linear;
import org.cdssl.network.Norm;

/// A transformer in four stages of falling resolution, in both forms of METHOD C.3.
///
/// `MIT`, the 3D branch of UniMiSS (Xie et al. 2022), 24.61 M parameters at 64×64×32:
///
/// - stem: conv 7³ stride (1,2,2) – InstanceNorm – LeakyReLU; it is the finest map
/// - stage: conv 3³ stride 2 – InstanceNorm – LeakyReLU, to tokens, class token first, positions
///   added, blocks. The class token is learned before stage 1 and passes a linear layer from stage
///   to stage
///
/// `PVT`, the Pyramid Vision Transformer (Wang et al. 2021) with 3D patches, 35.7 M parameters: no
/// stem, patches of 4³ and 2³ side by side with a layer norm, a class token in the last stage only,
/// and a last layer norm. Patches and reductions of depth 1 make the 2D original on depth-1 input.
///
/// An input whose size does not fit ([TransformerConfig#fitting]) is padded at the far ends by
/// repeating its border; maps are cut back to what the input covers.
public final class PyramidTransformer implements Encoder {
  private final TransformerConfig config;
  private final boolean mit;
  private final Conv3d stem;
  private final Norm stemNorm;
  private final List<Stage> stages = new ArrayList<>();
  private final Tensor classToken;
  private final LayerNorm lastNorm;

  /// @param conv overlapping patches, or null
  /// @param patches patches side by side, or null
  /// @param classLink leads the class token here from the stage before, or null
  private record Stage(
      Conv3d conv,
      Norm convNorm,
      PatchProjection patches,
      LayerNorm patchNorm,
      Linear classLink,
      PositionTable positions,
      List<TransformerBlock> blocks) {}

  public PyramidTransformer(Weights.Scope scope, NetworkConfig network) {
    this(scope, network.channels(), network.transformer());
  }

  PyramidTransformer(Weights.Scope scope, int channels, TransformerConfig config) {
    this.config = config;
    mit = config.form() == Form.MIT;
    int in = channels;
    if (mit) {
      Weights.Scope place = scope.in("stem");
      stem =
          new Conv3d(
              place.in("conv"),
              in,
              config.stemWidth(),
              config.stemKernel(),
              config.stemStride(),
              1,
              false);
      stemNorm = new Norm(place.in("norm"), NetworkConfig.Norm.INSTANCE, config.stemWidth());
      in = config.stemWidth();
    } else {
      stem = null;
      stemNorm = null;
    }
    List<Size3> grids = config.grids(config.fitting(config.positionSize()));
    int last = config.dims().size() - 1;
    for (int i = 0; i <= last; i++) {
      stages.add(stage(scope, i, in, grids.get(i), i == last));
      in = config.dims().get(i);
    }
    int tokenWidth = mit ? config.dims().getFirst() : in;
    classToken = scope.parameter("cls_token", 1, 1, tokenWidth);
    try (Grad off = Grad.disabled()) {
      classToken.normal_(0, 0.02, new GeneratorOptional());
    }
    lastNorm = mit ? null : new LayerNorm(scope.in("norm"), in, BlockStyle.ENCODER.eps());
  }

  private Stage stage(Weights.Scope scope, int i, int in, Size3 grid, boolean last) {
    int width = config.dims().get(i);
    String number = Integer.toString(i + 1);
    Weights.Scope patch = scope.in("patch_embed" + number);
    List<Integer> stride = config.patchStrides().get(i);
    boolean hasClass = mit || last;
    List<TransformerBlock> blocks = new ArrayList<>();
    for (int j = 0; j < config.depths().get(i); j++) {
      blocks.add(
          new TransformerBlock(
              scope.in("block" + number).in(Integer.toString(j)),
              width,
              config.heads().get(i),
              config.mlpRatios().get(i),
              config.reductions().get(i),
              hasClass,
              BlockStyle.ENCODER));
    }
    return new Stage(
        mit
            ? new Conv3d(patch.in("conv"), in, width, config.patchKernel(), stride, 1, false)
            : null,
        mit ? new Norm(patch.in("norm"), NetworkConfig.Norm.INSTANCE, width) : null,
        mit ? null : new PatchProjection(patch.in("proj"), in, width, stride),
        mit ? null : new LayerNorm(patch.in("norm"), width, BlockStyle.ENCODER.eps()),
        mit && i > 0 ? Linear.small(scope.in("cls_link" + number), in, width) : null,
        new PositionTable(scope, "pos_embed" + number, grid, width, hasClass),
        blocks);
  }

  @Override
  public List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    if (mit) {
      widths.add(config.stemWidth());
    }
    widths.addAll(config.dims());
    return List.copyOf(widths);
  }

  @Override
  public List<Tensor> forward(Tensor x) {
    Size3 size = size(x);
    List<Tensor> maps = encode(x).maps();
    int first = maps.size() - stages.size() == 1 ? 0 : 1;
    List<Tensor> covered = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      covered.add(cut(maps.get(i), config.sizeAfter(i + first, size)));
    }
    return covered;
  }

  private static Size3 size(Tensor x) {
    return new Size3((int) x.size(2), (int) x.size(3), (int) x.size(4));
  }

  /// What a decoder of the transformer's own kind starts from.
  ///
  /// @param maps from fine to coarse, not cut back to what the input covers
  /// @param token class token of the last stage, `[N, 1, C]`
  record Encoded(List<Tensor> maps, Tensor token) {}

  Encoded encode(Tensor x) {
    Size3 size = size(x);
    Size3 fitting = config.fitting(size);
    Tensor h = padded(x, size, fitting);
    List<Tensor> maps = new ArrayList<>();
    if (mit) {
      h = leaky(stemNorm.forward(stem.forward(h.contiguous())));
      maps.add(h);
    }
    List<Size3> grids = config.grids(fitting);
    Tensor token = classToken.expand(x.size(0), 1, classToken.size(2));
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      Size3 grid = grids.get(i);
      boolean last = i == stages.size() - 1;
      Tensor tokens =
          mit
              ? Tokens.of(leaky(stage.convNorm().forward(stage.conv().forward(h))))
              : stage.patchNorm().forward(stage.patches().forward(h));
      if (mit || last) {
        token = stage.classLink() == null ? token : stage.classLink().forward(token);
        tokens = Tokens.join(token, tokens);
      }
      tokens = stage.positions().add(tokens, grid);
      for (TransformerBlock block : stage.blocks()) {
        tokens = block.forward(tokens, grid);
      }
      if (!mit && last) {
        tokens = lastNorm.forward(tokens);
      }
      if (mit || last) {
        token = Tokens.first(tokens);
        tokens = Tokens.rest(tokens);
      }
      h = Tokens.map(tokens, grid);
      maps.add(h);
    }
    return new Encoded(maps, token);
  }

  private static Tensor leaky(Tensor x) {
    return new Activation(NetworkConfig.Activation.LEAKY_RELU).forward(x);
  }

  private static Tensor padded(Tensor x, Size3 size, Size3 to) {
    return to.equals(size)
        ? x
        : torch.replication_pad3d(
            x, 0, to.w() - size.w(), 0, to.h() - size.h(), 0, to.d() - size.d());
  }

  private static Tensor cut(Tensor map, Size3 to) {
    return map.narrow(2, 0, to.d()).narrow(3, 0, to.h()).narrow(4, 0, to.w());
  }
}
