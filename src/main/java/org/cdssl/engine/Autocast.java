package org.cdssl.engine;

import org.bytedeco.pytorch.global.torch;

/// Sets bfloat16 autocast for a block and puts back what was before. Thread-local, like autocast
/// itself.
public final class Autocast implements AutoCloseable {
  private static final ThreadLocal<Block> BLOCK = ThreadLocal.withInitial(Block::new);

  private final torch.DeviceType device;
  private final boolean before;

  /// The outermost block of a thread, numbered from 1.
  private static final class Block {
    private long number;
    private int depth;
  }

  private Autocast(boolean on, Compute compute) {
    device = compute.isCuda() ? torch.DeviceType.CUDA : torch.DeviceType.CPU;
    before = torch.is_autocast_enabled(device);
    if (on) {
      torch.set_autocast_dtype(device, torch.ScalarType.BFloat16);
    }
    torch.set_autocast_enabled(device, on);
    torch.increment_nesting();
    Block block = BLOCK.get();
    if (block.depth++ == 0) {
      block.number++;
    }
  }

  /// On for bfloat16, off for float32.
  public static Autocast with(Precision precision, Compute compute) {
    return new Autocast(precision == Precision.BFLOAT16, compute);
  }

  /// Float32 inside a block of bfloat16.
  public static Autocast disabled(Compute compute) {
    return new Autocast(false, compute);
  }

  /// Whether operations of this thread on the device are cast to bfloat16.
  public static boolean isOn(Compute compute) {
    return torch.is_autocast_enabled(
        compute.isCuda() ? torch.DeviceType.CUDA : torch.DeviceType.CPU);
  }

  /// Number of the outermost block that this thread is in, another for each; 0 outside of all. No
  /// weight changes and nothing goes backward inside, so what is made of weights alone can be used
  /// again there, as libtorch does with its bfloat16 copies.
  public static long block() {
    Block block = BLOCK.get();
    return block.depth == 0 ? 0 : block.number;
  }

  @Override
  public void close() {
    BLOCK.get().depth--;
    if (torch.decrement_nesting() == 0) {
      torch.clear_cache();
    }
    torch.set_autocast_enabled(device, before);
  }
}
