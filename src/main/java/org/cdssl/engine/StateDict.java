package org.cdssl.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.safetensors.Dtype;
import org.cdssl.engine.safetensors.NamedTensor;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.engine.safetensors.TensorEntry;

/// Named tensors to and from safetensors. Loading copies into tensors that exist, name by name, and
/// only where type and shape are equal; nothing ever changes its shape.
public final class StateDict {
  private StateDict() {}

  /// What happened to each name on loading.
  ///
  /// @param matched copied
  /// @param missing wanted, not in the file
  /// @param unexpected in the file, not wanted
  /// @param mismatched in both with another type or shape, with both
  public record LoadReport(
      List<String> matched,
      List<String> missing,
      List<String> unexpected,
      List<String> mismatched) {
    public boolean complete() {
      return missing.isEmpty() && unexpected.isEmpty() && mismatched.isEmpty();
    }

    /// One line, with the first names of what does not fit.
    public String describe() {
      StringBuilder text = new StringBuilder(matched.size() + " tensors matched");
      part(text, "missing", missing);
      part(text, "unexpected", unexpected);
      part(text, "mismatched", mismatched);
      return text.toString();
    }

    private static void part(StringBuilder text, String what, List<String> names) {
      if (!names.isEmpty()) {
        text.append(", ").append(names.size()).append(' ').append(what).append(" (");
        text.append(String.join(", ", names.subList(0, Math.min(3, names.size()))));
        text.append(names.size() > 3 ? ", …)" : ")");
      }
    }
  }

  /// Tensors ready to be written. The data are read when their turn comes.
  public static List<NamedTensor> of(Map<String, Tensor> tensors) {
    List<NamedTensor> named = new ArrayList<>();
    tensors.forEach((name, tensor) ->
        named.add(new NamedTensor(name, dtype(tensor), shape(tensor), () -> hostBytes(tensor))));
    return named;
  }

  /// Copies what fits from the file into `into`.
  public static LoadReport load(SafetensorsFile file, Map<String, Tensor> into) throws IOException {
    return load(file, into, Map.of());
  }

  /// The same where the file has names of its own.
  ///
  /// @param names name in the file by name wanted; a name without an entry is the same in both
  public static LoadReport load(
      SafetensorsFile file, Map<String, Tensor> into, Map<String, String> names)
      throws IOException {
    List<String> matched = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> mismatched = new ArrayList<>();
    for (Map.Entry<String, Tensor> want : into.entrySet()) {
      String name = names.getOrDefault(want.getKey(), want.getKey());
      TensorEntry entry = file.tensors().get(name);
      Tensor tensor = want.getValue();
      if (entry == null) {
        missing.add(want.getKey());
      } else if (entry.dtype() != dtype(tensor) || !Arrays.equals(entry.shape(), shape(tensor))) {
        mismatched.add(
            want.getKey()
                + " "
                + entry.dtype()
                + Arrays.toString(entry.shape())
                + " for "
                + dtype(tensor)
                + Arrays.toString(shape(tensor)));
      } else {
        read(file, name, tensor);
        matched.add(want.getKey());
      }
    }
    Set<String> wanted = new HashSet<>();
    into.keySet().forEach(name -> wanted.add(names.getOrDefault(name, name)));
    List<String> unexpected =
        file.tensors().keySet().stream().filter(name -> !wanted.contains(name)).toList();
    return new LoadReport(matched, missing, unexpected, mismatched);
  }

  private static void read(SafetensorsFile file, String name, Tensor tensor) throws IOException {
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      if (tensor.is_cpu() && tensor.is_contiguous()) {
        ByteBuffer memory = TensorIo.bytes(tensor);
        if (memory.hasRemaining()) {
          file.readInto(name, memory);
        }
      } else {
        Tensor host = torch.empty_like(tensor.cpu().contiguous());
        ByteBuffer memory = TensorIo.bytes(host);
        if (memory.hasRemaining()) {
          file.readInto(name, memory);
        }
        tensor.copy_(host);
      }
    }
  }

  /// A shared view of CPU memory where there is one, else a copy.
  private static ByteBuffer hostBytes(Tensor tensor) {
    if (tensor.is_cpu() && tensor.is_contiguous()) {
      return TensorIo.bytes(tensor);
    }
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      ByteBuffer shared = TensorIo.bytes(tensor.detach().cpu().contiguous());
      return ByteBuffer.allocateDirect(shared.remaining()).put(shared).flip();
    }
  }

  private static Dtype dtype(Tensor tensor) {
    return switch (tensor.scalar_type().intern()) {
      case Float -> Dtype.F32;
      case Double -> Dtype.F64;
      case BFloat16 -> Dtype.BF16;
      case Long -> Dtype.I64;
      case Byte -> Dtype.U8;
      default ->
          throw new IllegalArgumentException("no safetensors type for " + tensor.scalar_type());
    };
  }

  /// Sizes of a tensor.
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }
}
