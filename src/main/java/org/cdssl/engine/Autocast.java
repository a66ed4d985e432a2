package org.cdssl.engine;

import org.bytedeco.pytorch.global.torch;

/// bfloat16 autocast for a block; does nothing for float32. Thread-local, like autocast itself.
public final class Autocast implements AutoCloseable {
  private final boolean active;
  private final torch.DeviceType device;
  private final boolean before;

  private Autocast(Precision precision, Compute compute) {
    active = precision == Precision.BFLOAT16;
    device = compute.isCuda() ? torch.DeviceType.CUDA : torch.DeviceType.CPU;
    before = active && torch.is_autocast_enabled(device);
    if (active) {
      torch.set_autocast_dtype(device, torch.ScalarType.BFloat16);
      torch.set_autocast_enabled(device, true);
      torch.increment_nesting();
    }
  }

  public static Autocast with(Precision precision, Compute compute) {
    return new Autocast(precision, compute);
  }

  @Override
  public void close() {
    if (active) {
      if (torch.decrement_nesting() == 0) {
        torch.clear_cache();
      }
      torch.set_autocast_enabled(device, before);
    }
  }
}
