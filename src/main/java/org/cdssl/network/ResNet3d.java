package org.cdssl.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.config.NetworkConfig;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Weights;

/// ResNet-18 with 3D kernels (He et al. 2016, inflated), basic blocks, no classifier. METHOD C.1.
///
/// The default "V1" halves the size five times: 64×64×32 gives stem 64@32×32×16, layer1 64@16×16×8,
/// layer2 128@8×8×4, layer3 256@4×4×2, layer4 512@2×2×1, 33,160,000 parameters. Kernel and stride
/// are set per axis, so kernels and strides of 1 along the depth make the 2D ResNet-18 on depth-1
/// input.
///
/// Tensor names are MONAI's: `conv1`, `bn1`, `layer1.0.conv1`, …, `layer2.0.downsample.0`.
public final class ResNet3d implements Encoder {
  private final Conv3d conv1;
  private final Norm bn1;
  private final Activation activation;
  private final long[] poolKernel;
  private final long[] poolStride;
  private final List<List<BasicBlock>> layers = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private final Compute compute;

  public ResNet3d(Weights.Scope scope, NetworkConfig config) {
    activation = new Activation(config.activation());
    compute = scope.compute();
    int in = config.widths().getFirst();
    conv1 =
        new Conv3d(
            scope.in("conv1"),
            config.channels(),
            in,
            config.stemKernel(),
            config.stemStride(),
            1,
            false);
    bn1 = new Norm(scope.in("bn1"), config.norm(), in);
    poolKernel = Conv3d.longs(config.poolKernel());
    poolStride = Conv3d.longs(config.poolStride());
    widths.add(in);
    for (int stage = 0; stage < config.widths().size(); stage++) {
      int width = config.widths().get(stage);
      List<BasicBlock> blocks = new ArrayList<>();
      for (int i = 0; i < config.blocks().get(stage); i++) {
        List<Integer> stride = i == 0 ? config.stageStrides().get(stage) : List.of(1, 1, 1);
        blocks.add(
            new BasicBlock(
                scope.in("layer" + (stage + 1)).in(Integer.toString(i)),
                in,
                width,
                stride,
                config.stageDilations().get(stage),
                config));
        in = width;
      }
      layers.add(blocks);
      widths.add(width);
    }
  }

  @Override
  public List<Integer> widths() {
    return List.copyOf(widths);
  }

  @Override
  public List<Tensor> forward(Tensor x) {
    List<Tensor> maps = new ArrayList<>();
    Tensor h = activation.forward(bn1.forward(conv1.forward(x)));
    maps.add(h);
    if (poolKernel.length > 0) {
      long[] padding = {poolKernel[0] / 2, poolKernel[1] / 2, poolKernel[2] / 2};
      // autocast would pool in float32 on a CPU, which finds the same voxels at twice the memory
      try (Autocast off = Autocast.disabled(compute)) {
        h = torch.max_pool3d(h, poolKernel, poolStride, padding, new long[] {1, 1, 1}, false);
      }
    }
    for (List<BasicBlock> layer : layers) {
      for (BasicBlock block : layer) {
        h = block.forward(h);
      }
      maps.add(h);
    }
    return maps;
  }
}
