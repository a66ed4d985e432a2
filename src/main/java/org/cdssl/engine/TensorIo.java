package org.cdssl.engine;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Moves numbers between Java memory and tensors.
public final class TensorIo {
  private TensorIo() {}

  /// A float32 tensor on the device with the buffer's numbers. On the CPU it *shares* a direct
  /// buffer's memory, which must stay reachable and unchanged as long as the tensor is used.
  public static Tensor wrap(FloatBuffer direct, Compute compute, long... shape) {
    if (!direct.isDirect()) {
      throw new IllegalArgumentException("the buffer must be direct");
    }
    Tensor shared = torch.from_blob(new FloatPointer(direct), shape);
    return compute.isCuda() ? shared.to(compute.device(), torch.ScalarType.Float) : shared;
  }

  /// A float32 tensor on the device with a copy of the numbers.
  public static Tensor copyOf(float[] values, Compute compute, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    try {
      return wrap(bytes.asFloatBuffer(), compute, shape).clone();
    } finally {
      Reference.reachabilityFence(bytes); // the tensor does not hold it
    }
  }

  /// An int64 tensor on the device with a copy of the numbers.
  public static Tensor copyOf(long[] values, Compute compute, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.asLongBuffer().put(values);
    try {
      Tensor shared =
          torch.from_blob(
              new LongPointer(bytes.asLongBuffer()),
              shape,
              new TensorOptions(torch.ScalarType.Long));
      return compute.isCuda() ? shared.to(compute.device(), torch.ScalarType.Long) : shared.clone();
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  /// The numbers of a tensor of any type, row-major, as float32.
  public static float[] floats(Tensor tensor) {
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      Tensor host = tensor.detach().to(torch.ScalarType.Float).cpu().contiguous();
      float[] values = new float[Math.toIntExact(host.numel())];
      if (values.length > 0) { // an empty tensor has no memory to point to
        host.data_ptr_float().get(values);
      }
      return values;
    }
  }

  /// The raw bytes of a contiguous CPU tensor, shared; valid while the tensor is.
  static ByteBuffer bytes(Tensor contiguous) {
    Pointer data = contiguous.data_ptr();
    long length = contiguous.numel() * contiguous.element_size();
    if (length == 0) {
      return ByteBuffer.allocateDirect(0);
    }
    return new BytePointer(data).capacity(length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
