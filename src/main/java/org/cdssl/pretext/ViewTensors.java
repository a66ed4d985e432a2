package org.cdssl.pretext;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.Size3;
import org.cdssl.engine.Compute;
import org.cdssl.engine.TensorIo;
import org.cdssl.view.Batch;
import org.cdssl.view.ViewPlan;
import org.cdssl.view.VoxelPairs;

/// The views of one batch as tensors.
///
/// @param globals each `[N, 1, D, H, W]`, corrupted and normalised
/// @param locals `[L·N, 1, d, h, w]`, all samples of local 0 first; null where the method wants
///   none
/// @param targets what the globals looked like before the corruption, in [0,1]; each `[N, 1, D, H,
///   W]`
/// @param ids names of the samples
/// @param pairs voxels of the first two globals that show the same place; none unless the plan asks
///   for them
public record ViewTensors(
    List<Tensor> globals, Tensor locals, List<Tensor> targets, List<String> ids, VoxelPairs pairs) {
  /// Of samples without names.
  public ViewTensors(List<Tensor> globals, Tensor locals, List<Tensor> targets, VoxelPairs pairs) {
    this(globals, locals, targets, List.of(), pairs);
  }

  /// Without pairs of voxels.
  public ViewTensors(List<Tensor> globals, Tensor locals, List<Tensor> targets) {
    this(globals, locals, targets, new VoxelPairs(new int[0], new int[0], new int[0]));
  }

  /// The views of a batch on the device. On the CPU they share its memory: keep it open as long.
  public static ViewTensors of(Batch batch, ViewPlan plan, Compute compute) {
    long n = batch.size();
    List<Tensor> globals = new ArrayList<>();
    for (int i = 0; i < plan.globals().size(); i++) {
      globals.add(wrap(batch.global(i), n, batch.globalSize(), compute));
    }
    List<Tensor> targets = new ArrayList<>();
    for (int i = 0; i < plan.targets(); i++) {
      targets.add(wrap(batch.target(i), n, batch.globalSize(), compute));
    }
    Tensor locals =
        plan.locals().isEmpty()
            ? null
            : wrap(batch.locals(), plan.locals().size() * n, batch.localSize(), compute);
    return new ViewTensors(globals, locals, targets, batch.ids(), batch.pairs());
  }

  private static Tensor wrap(FloatBuffer views, long count, Size3 size, Compute compute) {
    return TensorIo.wrap(views, compute, count, 1, size.d(), size.h(), size.w());
  }
}
