package org.cdssl.engine;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Products in bfloat16 on CPUs for which the library has no kernels of them (below AVX-512): there
/// it falls back to plain loops, several hundred times slower than its float32 kernels, some of
/// which add up in bfloat16. What runs here instead is what the hardware of other CPUs does:
/// operands rounded to bfloat16, sums in float32, the result rounded to bfloat16.
public final class Bfloat16 {
  private Bfloat16() {}

  /// A product in the precision of the block that it is in.
  ///
  /// @param product is given what to apply to each of its operands, and gives one tensor
  public static Tensor product(Compute compute, Function<UnaryOperator<Tensor>, Tensor> product) {
    if (compute.hasBfloat16Kernels() || !Autocast.isOn(compute)) {
      return product.apply(operand -> operand);
    }
    try (Autocast off = Autocast.disabled(compute)) {
      return product.apply(Bfloat16::rounded).to(torch.ScalarType.BFloat16);
    }
  }

  /// `torch.linear` in the precision of the block that it is in: `[…, in]` → `[…, out]`.
  ///
  /// @param weight `[out, in]`
  public static Tensor linear(Compute compute, Tensor x, Tensor weight, TensorOptional bias) {
    return product(compute, of -> torch.linear(of.apply(x), of.apply(weight), bias));
  }

  private static Tensor rounded(Tensor operand) {
    return operand.to(torch.ScalarType.BFloat16).to(torch.ScalarType.Float);
  }
}
