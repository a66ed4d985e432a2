package org.cdssl.config;

import java.util.ArrayList;
import java.util.List;

/// The pyramid transformer, backbone `pvt_small` (METHOD C.3). Lists of three are in tensor order,
/// depth, height, width; other lists have one entry for each of the four stages.
///
/// @param form `MIT`: the 3D branch of UniMiSS, with a convolutional stem, overlapping patches and
///   a class token in every stage; `PVT`: the inflated Pyramid Vision Transformer, with patches
///   side by side and a class token in the last stage
/// @param stemWidth channels of the stem of `MIT`
/// @param stemKernel kernel of that stem; where it is 1 along an axis, so is that of the patches
/// @param stemStride stride of that stem
/// @param patchStrides stride of each patch embedding; in `PVT` it is the patch too, in `MIT` the
///   kernel is 3
/// @param dims channels
/// @param depths blocks
/// @param heads attention heads
/// @param mlpRatios width of the hidden layer of a block over its channels
/// @param reductions by how much keys and values are reduced along each axis
/// @param positionSize input size that the position tables are made for, HxWxD; at other sizes they
///   are resized
public record TransformerConfig(
    Form form,
    int stemWidth,
    List<Integer> stemKernel,
    List<Integer> stemStride,
    List<List<Integer>> patchStrides,
    List<Integer> dims,
    List<Integer> depths,
    List<Integer> heads,
    List<Integer> mlpRatios,
    List<List<Integer>> reductions,
    Size3 positionSize) {

  public enum Form {
    MIT,
    PVT
  }

  /// Input voxels along each axis that one token of the last stage stands for. Sizes that are
  /// multiples fit without padding, if they are no smaller than [#fitting] says.
  public Size3 totalStride() {
    return strideAfter(patchStrides.size());
  }

  /// Kernel of the overlapping patches of `MIT`.
  public List<Integer> patchKernel() {
    return stemKernel.stream().map(k -> Math.min(k, 3)).toList();
  }

  /// The 2D network of the same widths, for inputs with a depth of 1: kernels, strides and
  /// reductions of 1 along the depth.
  ///
  /// @param side of the input that its position tables are made for
  public TransformerConfig flat(int side) {
    return new TransformerConfig(
        form,
        stemWidth,
        flat(stemKernel),
        flat(stemStride),
        patchStrides.stream().map(TransformerConfig::flat).toList(),
        dims,
        depths,
        heads,
        mlpRatios,
        reductions.stream().map(TransformerConfig::flat).toList(),
        new Size3(1, side, side));
  }

  private static List<Integer> flat(List<Integer> axes) {
    return List.of(1, axes.get(1), axes.get(2));
  }

  /// The smallest size that fits and is no smaller than `size`: a multiple of the total stride at
  /// which every stage has a whole patch of keys and values to reduce.
  public Size3 fitting(Size3 size) {
    int[] fit = new int[3];
    int[] total = axes(totalStride());
    int[] wanted = axes(size);
    for (int axis = 0; axis < 3; axis++) {
      int least = wanted[axis];
      for (int stage = 0; stage < patchStrides.size(); stage++) {
        int stride = axes(strideAfter(stage + 1))[axis];
        least = Math.max(least, stride * reductions.get(stage).get(axis));
      }
      fit[axis] = Math.ceilDiv(least, total[axis]) * total[axis];
    }
    return new Size3(fit[0], fit[1], fit[2]);
  }

  /// Token grids of the stages for an input of a size that fits.
  public List<Size3> grids(Size3 fitting) {
    List<Size3> grids = new ArrayList<>();
    for (int stage = 1; stage <= patchStrides.size(); stage++) {
      grids.add(divided(fitting, strideAfter(stage)));
    }
    return grids;
  }

  /// `size` over the stride of the stem (after 0 stages) or of a stage, rounding up.
  public Size3 sizeAfter(int stages, Size3 size) {
    return divided(size, strideAfter(stages));
  }

  /// "multiples of 32x32x16 (HxWxD)", and from where on if that matters.
  public String sizesThatFit() {
    Size3 least = fitting(new Size3(1, 1, 1));
    String from = least.equals(totalStride()) ? "" : " from " + least + " on";
    return "multiples of " + totalStride() + " (HxWxD)" + from;
  }

  private Size3 strideAfter(int stages) {
    int[] stride = {1, 1, 1};
    for (int axis = 0; axis < 3; axis++) {
      if (form == Form.MIT) {
        stride[axis] = stemStride.get(axis);
      }
      for (int stage = 0; stage < stages; stage++) {
        stride[axis] *= patchStrides.get(stage).get(axis);
      }
    }
    return new Size3(stride[0], stride[1], stride[2]);
  }

  private static Size3 divided(Size3 size, Size3 by) {
    return new Size3(
        Math.ceilDiv(size.d(), by.d()),
        Math.ceilDiv(size.h(), by.h()),
        Math.ceilDiv(size.w(), by.w()));
  }

  private static int[] axes(Size3 size) {
    return new int[] {size.d(), size.h(), size.w()};
  }
}
