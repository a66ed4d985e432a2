package org.cdssl.engine;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// State of libtorch's CPU generator (weights at the start, dropout where a network has it).
public final class RngState {
  /// Name of the state among saved tensors.
  public static final String NAME = "rng.cpu";

  private RngState() {}

  /// A copy of the state, uint8.
  public static Tensor get() {
    return generator().get_state();
  }

  public static void set(Tensor state) {
    generator().set_state(state);
  }

  private static Generator generator() {
    return torch.globalContext().defaultGenerator(new Device(torch.DeviceType.CPU));
  }
}
