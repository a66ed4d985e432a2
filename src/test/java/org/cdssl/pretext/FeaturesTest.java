package org.cdssl.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Compute;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {
  /// Whatever the layout, and of bfloat16 maps in float32.
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void poolingIsTheMeanOverVoxelsAndSharesTheGradientOut(boolean channelsLast, boolean bfloat16) {
    Compute.seed(4);
    try (StepScope scope = StepScope.open()) {
      Tensor map =
          torch
              .randn(3, 5, 4, 6, 7)
              .to(bfloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float);
      if (channelsLast) {
        map = map.contiguous(torch.MemoryFormat.ChannelsLast3d);
      }
      map.set_requires_grad(true);
      Tensor pooled = Features.pool(map);
      assertThat(pooled.scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
      Tensor exact =
          map.to(torch.ScalarType.Double)
              .mean(new long[] {2, 3, 4}, false, new ScalarTypeOptional());
      assertThat(largest(pooled.sub(exact))).isLessThan(1e-6f);
      Tensor upstream = torch.randn(3, 5);
      pooled.mul(upstream).sum().backward();
      Tensor shares = upstream.div(new Scalar(4 * 6 * 7)).view(3, 5, 1, 1, 1);
      Tensor off = map.grad().to(torch.ScalarType.Float).sub(shares).div(shares);
      assertThat(largest(off)).isLessThan(bfloat16 ? 0x1p-8f : 1e-6f);
    }
  }

  private static float largest(Tensor t) {
    return TensorIo.floats(t.detach().abs().max())[0];
  }
}
