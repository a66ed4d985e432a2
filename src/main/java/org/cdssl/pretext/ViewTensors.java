package org.cdssl.pretext;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The views of one batch as tensors.
///
/// @param globals each `[N, 1, D, H, W]`, corrupted and normalised
/// @param locals `[L·N, 1, d, h, w]`, all samples of local 0 first; null where the method wants
///   none
/// @param targets what the globals looked like before the corruption, in [0,1]; each `[N, 1, D, H,
///   W]`
public record ViewTensors(List<Tensor> globals, Tensor locals, List<Tensor> targets) {}
