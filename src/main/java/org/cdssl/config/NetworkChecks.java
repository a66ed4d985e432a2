package org.cdssl.config;

import java.util.List;
import java.util.Map;

/// Sizes the network can be built with (METHOD B.8, C.1).
final class NetworkChecks {
  private final NetworkConfig network;
  private final Checks checks;

  NetworkChecks(NetworkConfig network, Checks checks) {
    this.network = network;
    this.checks = checks;
  }

  /// @param inputs sizes that the network is shown, by their keys
  void run(Map<String, Size3> inputs) {
    checks.require(
        network.channels() == 1,
        "must be 1, is " + network.channels() + " (views have one grey channel)",
        "network.channels");
    checks.list("network.decoderWidths", network.decoderWidths(), network.maps(), 1);
    switch (network.backbone()) {
      case RESNET18 -> resNet(inputs);
      case PVT_SMALL -> new TransformerChecks(network.transformer(), checks).run(inputs);
    }
  }

  private void resNet(Map<String, Size3> inputs) {
    kernel("network.stemKernel", network.stemKernel());
    checks.list("network.stemStride", network.stemStride(), 3, 1);
    if (!network.poolKernel().isEmpty()) {
      kernel("network.poolKernel", network.poolKernel());
      checks.list("network.poolStride", network.poolStride(), 3, 1);
    }
    checks.require(
        network.stageStrides().size() == 4,
        "expected 4 lists of three numbers, found " + network.stageStrides().size(),
        "network.stageStrides");
    for (List<Integer> stride : network.stageStrides()) {
      checks.list("network.stageStrides", stride, 3, 1);
    }
    checks.list("network.stageDilations", network.stageDilations(), 4, 1);
    kernel("network.blockKernel", network.blockKernel());
    checks.list("network.widths", network.widths(), 4, 1);
    checks.list("network.blocks", network.blocks(), 4, 1);
    widening();
    inputs.forEach(this::deepest);
  }

  private void kernel(String key, List<Integer> kernel) {
    checks.list(key, kernel, 3, 1);
    checks.require(
        kernel.stream().allMatch(n -> n % 2 == 1), "each number must be odd, is " + kernel, key);
  }

  /// Shortcut A pads with zero channels, so it can only widen.
  private void widening() {
    List<Integer> widths = network.widths();
    boolean grows = true;
    for (int i = 1; i < widths.size(); i++) {
      grows &= widths.get(i) >= widths.get(i - 1);
    }
    checks.require(
        grows || network.shortcut() == NetworkConfig.Shortcut.B,
        "must not shrink from stage to stage with shortcut a, is " + widths,
        "network.widths",
        "network.shortcut");
  }

  /// Instance normalisation of a map with a single voxel is undefined (0/0). Batch normalisation is
  /// safe there in pre-training: views are normalised over the whole batch, which has two samples
  /// or more. Fine-tuning with batches of one is refused where it meets such a map.
  private void deepest(String sizeKey, Size3 size) {
    if (network.norm() != NetworkConfig.Norm.INSTANCE || shapeless()) {
      return;
    }
    int[] map = {size.d(), size.h(), size.w()};
    shrink(map, network.stemStride());
    if (!network.poolKernel().isEmpty()) {
      shrink(map, network.poolStride());
    }
    network.stageStrides().forEach(stride -> shrink(map, stride));
    checks.require(
        (long) map[0] * map[1] * map[2] > 1,
        "shrinks "
            + size
            + " to a single voxel, which norm: instance cannot normalise; use"
            + " norm: batch, larger views or smaller strides",
        sizeKey,
        "network.norm",
        "network.stemStride",
        "network.poolKernel",
        "network.poolStride",
        "network.stageStrides");
  }

  private boolean shapeless() {
    return network.stemStride().size() != 3
        || (!network.poolKernel().isEmpty() && network.poolStride().size() != 3)
        || network.stageStrides().stream().anyMatch(s -> s.size() != 3);
  }

  /// Same padding: a stride divides, rounding up.
  private static void shrink(int[] map, List<Integer> stride) {
    for (int axis = 0; axis < 3; axis++) {
      map[axis] = Math.ceilDiv(map[axis], Math.max(1, stride.get(axis)));
    }
  }
}
