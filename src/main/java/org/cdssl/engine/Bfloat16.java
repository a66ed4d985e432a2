package org.cdssl.engine;

import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Products in bfloat16 on CPUs for which the library has no kernels of them (below AVX-512): there
/// it falls back to plain loops, several hundred times slower than its float32 kernels, some of
/// which add up in bfloat16. What runs here instead is what the hardware of other CPUs does:
/// operands rounded to bfloat16, sums in float32, the result rounded to bfloat16.
public final class Bfloat16 {
  private Bfloat16() {}

  /// What a product applies to its operands.
  public interface Operands {
    Tensor of(Tensor operand);

    /// The same of a weight, or of what was made of one: once for all views in the block.
    Tensor ofWeight(Tensor weight);
  }

  private static final Operands AS_THEY_ARE =
      new Operands() {
        @Override
        public Tensor of(Tensor operand) {
          return operand;
        }

        @Override
        public Tensor ofWeight(Tensor weight) {
          return weight;
        }
      };

  private record Rounding(Compute compute) implements Operands {
    @Override
    public Tensor of(Tensor operand) {
      return operand.to(torch.ScalarType.BFloat16).to(torch.ScalarType.Float);
    }

    @Override
    public Tensor ofWeight(Tensor weight) {
      return Autocast.once(compute, weight, Rounding.class, () -> of(weight));
    }
  }

  /// A product in the precision of the block that it is in.
  ///
  /// @param product gives one tensor
  public static Tensor product(Compute compute, Function<Operands, Tensor> product) {
    if (compute.hasBfloat16Kernels() || !Autocast.isOn(compute)) {
      return product.apply(AS_THEY_ARE);
    }
    try (Autocast off = Autocast.disabled(compute)) {
      return product.apply(new Rounding(compute)).to(torch.ScalarType.BFloat16);
    }
  }

  /// `torch.linear` in the precision of the block that it is in: `[…, in]` → `[…, out]`.
  ///
  /// @param weight `[out, in]`
  public static Tensor linear(Compute compute, Tensor x, Tensor weight, TensorOptional bias) {
    return product(compute, is -> torch.linear(is.of(x), is.ofWeight(weight), bias));
  }
}
