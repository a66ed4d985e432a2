package org.cdssl.config;

import java.util.List;

/// The encoder and the pre-training decoder (METHOD B.8, C.1). Lists of three are in tensor order,
/// depth, height, width.
///
/// @param backbone `resnet18`, or `pvt_small`, which reads `transformer` in place of the keys from
///   `stemKernel` to `shortcutBias`
/// @param channels input channels
/// @param stemKernel kernel of the first convolution
/// @param stemStride stride of the first convolution
/// @param poolKernel kernel of the max-pool after the stem; empty: no pool
/// @param poolStride stride of that pool
/// @param stageStrides stride of each of the four stages
/// @param stageDilations dilation of each of the four stages
/// @param blockKernel kernel of the convolutions in the residual blocks; where it is 1 along an
///   axis, so are the kernels of decoders and heads
/// @param widths channels of the four stages
/// @param blocks residual blocks of the four stages
/// @param norm normalisation layer
/// @param activation nonlinearity of the encoder
/// @param shortcut A: strided slice padded with zero channels; B: 1³ convolution and norm
/// @param shortcutBias whether the convolution of shortcut B has a bias (MONAI's default has)
/// @param transformer the backbone `pvt_small`
/// @param decoderWidths channels of the decoder levels, one for each map of the encoder
/// @param restoreActivation last operation of the restoration maps
/// @param restoreHead deep-supervision head: `TWO_D` conv-BN-ReLU-conv of the 2D reference,
///   `THREE_D` conv-BN of the 3D reference
public record NetworkConfig(
    Backbone backbone,
    int channels,
    List<Integer> stemKernel,
    List<Integer> stemStride,
    List<Integer> poolKernel,
    List<Integer> poolStride,
    List<List<Integer>> stageStrides,
    List<Integer> stageDilations,
    List<Integer> blockKernel,
    List<Integer> widths,
    List<Integer> blocks,
    Norm norm,
    Activation activation,
    Shortcut shortcut,
    boolean shortcutBias,
    TransformerConfig transformer,
    List<Integer> decoderWidths,
    RestoreActivation restoreActivation,
    RestoreHead restoreHead) {

  /// Number of maps that the encoder gives.
  public int maps() {
    boolean hasStem =
        backbone == Backbone.RESNET18 || transformer.form() == TransformerConfig.Form.MIT;
    return hasStem ? 5 : 4;
  }

  /// Kernel of the convolutions in decoders and heads: 3, and 1 along the axes along which the
  /// encoder's blocks do not look. So the 2D network has a 2D decoder.
  public List<Integer> decoderKernel() {
    return backbone == Backbone.RESNET18
        ? blockKernel.stream().map(k -> Math.min(k, 3)).toList()
        : List.of(3, 3, 3);
  }

  public enum Backbone {
    RESNET18,
    PVT_SMALL
  }

  public enum Norm {
    BATCH,
    INSTANCE
  }

  public enum Activation {
    RELU,
    LEAKY_RELU
  }

  public enum Shortcut {
    A,
    B
  }

  public enum RestoreActivation {
    SIGMOID,
    LINEAR
  }

  public enum RestoreHead {
    TWO_D,
    THREE_D
  }
}
