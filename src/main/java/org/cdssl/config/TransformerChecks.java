package org.cdssl.config;

import java.util.List;
import java.util.Map;

/// Sizes the pyramid transformer can be built with (METHOD C.3).
final class TransformerChecks {
  private static final String KEY = "network.transformer.";
  private static final int STAGES = 4;

  private final TransformerConfig config;
  private final Checks checks;

  TransformerChecks(TransformerConfig config, Checks checks) {
    this.config = config;
    this.checks = checks;
  }

  /// @param inputs sizes that the network is shown, by their keys
  void run(Map<String, Size3> inputs) {
    checks.within(KEY + "stemWidth", config.stemWidth(), 1, 4096);
    checks.list(KEY + "stemKernel", config.stemKernel(), 3, 1);
    checks.require(
        config.stemKernel().stream().allMatch(n -> n % 2 == 1),
        "each number must be odd, is " + config.stemKernel(),
        KEY + "stemKernel");
    checks.list(KEY + "stemStride", config.stemStride(), 3, 1);
    triples("patchStrides", config.patchStrides());
    triples("reductions", config.reductions());
    checks.list(KEY + "dims", config.dims(), STAGES, 1);
    checks.list(KEY + "depths", config.depths(), STAGES, 1);
    checks.list(KEY + "heads", config.heads(), STAGES, 1);
    checks.list(KEY + "mlpRatios", config.mlpRatios(), STAGES, 1);
    checks.size(KEY + "positionSize", config.positionSize());
    if (!shaped()) {
      return;
    }
    for (int i = 0; i < STAGES; i++) {
      checks.require(
          config.dims().get(i) % config.heads().get(i) == 0,
          "each must be a multiple of its heads, "
              + config.dims().get(i)
              + " is none of "
              + config.heads().get(i),
          KEY + "dims",
          KEY + "heads");
    }
    inputs.forEach(this::last);
  }

  private void triples(String name, List<List<Integer>> lists) {
    checks.require(
        lists.size() == STAGES,
        "expected 4 lists of three numbers, found " + lists.size(),
        KEY + name);
    lists.forEach(list -> checks.list(KEY + name, list, 3, 1));
  }

  private boolean shaped() {
    return config.stemStride().size() == 3
        && config.stemStride().stream().allMatch(n -> n >= 1)
        && whole(config.patchStrides())
        && whole(config.reductions())
        && config.dims().size() == STAGES
        && config.heads().size() == STAGES
        && config.heads().stream().allMatch(n -> n >= 1);
  }

  private static boolean whole(List<List<Integer>> lists) {
    return lists.size() == STAGES
        && lists.stream().allMatch(list -> list.size() == 3 && list.stream().allMatch(n -> n >= 1));
  }

  /// The patches of form `mit` are normalised over the map of one sample. Of a single voxel nothing
  /// but the bias would be left: 0/0.
  private void last(String sizeKey, Size3 size) {
    if (config.form() != TransformerConfig.Form.MIT) {
      return;
    }
    Size3 total = config.totalStride();
    checks.require(
        config.grids(config.fitting(size)).getLast().voxels() > 1,
        "shrinks "
            + size
            + " to a single voxel in the last stage, where instance normalisation leaves nothing of"
            + " it; take "
            + new Size3(2 * total.d(), total.h(), total.w())
            + " or more; sizes that fit without padding: "
            + config.sizesThatFit(),
        sizeKey,
        KEY + "form",
        KEY + "stemStride",
        KEY + "patchStrides");
  }
}
