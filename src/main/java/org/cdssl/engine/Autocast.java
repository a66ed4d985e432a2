package org.cdssl.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Sets bfloat16 autocast for a block and puts back what was before. Thread-local, like autocast
/// itself.
public final class Autocast implements AutoCloseable {
  private static final ThreadLocal<Block> BLOCK = ThreadLocal.withInitial(Block::new);

  private final torch.DeviceType device;
  private final boolean before;

  /// The outermost block of a thread.
  private static final class Block {
    private final Map<Made, Tensor> made = new HashMap<>();
    private int depth;
  }

  /// Tensors are equal where they are the same, and a freed one is equal to none.
  private record Made(Tensor weight, Object form, boolean recorded, boolean cast) {}

  private Autocast(boolean on, Compute compute) {
    device = compute.isCuda() ? torch.DeviceType.CUDA : torch.DeviceType.CPU;
    before = torch.is_autocast_enabled(device);
    if (on) {
      torch.set_autocast_dtype(device, torch.ScalarType.BFloat16);
    }
    torch.set_autocast_enabled(device, on);
    torch.increment_nesting();
    BLOCK.get().depth++;
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

  /// What `make` makes of a weight in float32, in the type of the products: once in the outermost
  /// block that this thread is in, however many views go through the network there; every time
  /// outside of blocks. No weight changes and nothing goes backward inside a block, so libtorch
  /// keeps its bfloat16 copies just as long.
  ///
  /// @param form tells apart what is made of the same weight
  public static Tensor once(Compute compute, Tensor weight, Object form, Supplier<Tensor> make) {
    boolean cast = isOn(compute);
    Block block = BLOCK.get();
    if (block.depth == 0) {
      return made(compute, cast, make);
    }
    Made key = new Made(weight, form, Grad.isOn(), cast);
    Tensor made = block.made.get(key);
    if (made == null || made.isNull()) { // a step scope inside the block takes its tensors with it
      block.made.values().removeIf(t -> t.isNull()); // of a scope that has ended, as well
      made = made(compute, cast, make);
      block.made.put(key, made);
    }
    return made;
  }

  /// How many things this thread's block holds on to.
  static int kept() {
    return BLOCK.get().made.size();
  }

  private static Tensor made(Compute compute, boolean cast, Supplier<Tensor> make) {
    Tensor wide;
    try (Autocast off = disabled(compute)) {
      wide = make.get();
    }
    return cast ? wide.to(torch.ScalarType.BFloat16) : wide;
  }

  @Override
  public void close() {
    Block block = BLOCK.get();
    if (--block.depth == 0) {
      block.made.clear();
    }
    if (torch.decrement_nesting() == 0) {
      torch.clear_cache();
    }
    torch.set_autocast_enabled(device, before);
  }
}
