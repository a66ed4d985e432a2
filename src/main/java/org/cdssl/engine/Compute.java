package org.cdssl.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.CdsslException;

/// The device that tensors live on and the number of CPU threads. Making one loads libtorch.
public final class Compute {
  private final String name;
  private final Device device;
  private final int threads;
  private final boolean bfloat16Kernels;

  Compute(String name, Device device, int threads, boolean bfloat16Kernels) {
    this.name = name;
    this.device = device;
    this.threads = threads;
    this.bfloat16Kernels = bfloat16Kernels;
  }

  /// Starts libtorch on a device.
  ///
  /// @param device `cpu`, `cuda` or `cuda:N`
  /// @param threads libtorch threads; 0 takes all cores
  public static Compute on(String device, int threads) {
    Natives.unpack();
    int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    boolean cuda = device.startsWith("cuda");
    if (cuda && !torch.hasCUDA()) {
      throw CdsslException.usage(
          "device "
              + device
              + ": this build of libtorch sees no CUDA device; build with -Pcuda on a machine with"
              + " CUDA 13, or use cpu");
    }
    torch.set_num_threads(count);
    boolean kernels = cuda || torch.get_cpu_capability().getString().startsWith("AVX512");
    return new Compute(device, new Device(device), count, kernels);
  }

  public static Compute cpu() {
    return on("cpu", 0);
  }

  /// The same device with products in bfloat16 as on a CPU below AVX-512, to test and compare them
  /// anywhere.
  public Compute withoutBfloat16Kernels() {
    return new Compute(name, device, threads, false);
  }

  public String name() {
    return name;
  }

  public Device device() {
    return device;
  }

  public int threads() {
    return threads;
  }

  public boolean isCuda() {
    return name.startsWith("cuda");
  }

  /// Options of a float32 tensor on this device.
  public TensorOptions float32() {
    return new TensorOptions(torch.ScalarType.Float)
        .device(new org.bytedeco.pytorch.DeviceOptional(device));
  }

  /// Version of libtorch.
  public static String version() {
    String version = torch.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /// Seeds libtorch's default generators (weights are drawn from them).
  public static void seed(long seed) {
    torch.manual_seed(seed);
  }

  /// CPU feature level that libtorch's kernels run at, e.g. `AVX512`; results are bit-exact only at
  /// the same level.
  public static String cpuLevel() {
    return torch.get_cpu_capability().getString()
        + (cpuFlag("amx_bf16") ? "+AMX" : cpuFlag("avx512_bf16") ? "+BF16" : "");
  }

  /// Whether the device computes bfloat16 products in hardware.
  public boolean hasBfloat16() {
    return isCuda() || cpuHasBfloat16();
  }

  /// The same of this machine's CPU. Does not load libtorch.
  public static boolean cpuHasBfloat16() {
    return cpuFlag("amx_bf16") || cpuFlag("avx512_bf16");
  }

  /// Whether the library has fast kernels for bfloat16 products on the device, in hardware or not.
  boolean hasBfloat16Kernels() {
    return bfloat16Kernels;
  }

  private static boolean cpuFlag(String flag) {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"))
          .toLowerCase(Locale.ROOT)
          .contains(" " + flag);
    } catch (IOException e) {
      return false; // not Linux: say no and stay in float32
    }
  }
}
