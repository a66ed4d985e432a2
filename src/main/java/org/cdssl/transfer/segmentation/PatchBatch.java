package org.cdssl.transfer.segmentation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.cdssl.config.Size3;
import org.cdssl.engine.safetensors.Dtype;
import org.cdssl.engine.safetensors.NamedTensor;
import org.cdssl.transfer.TaskBatch;

/// The patches of a step.
///
/// @param images `[N, 1, D, H, W]`, as the network is shown them
/// @param labels `[N, D, H, W]`, a class a voxel
record PatchBatch(List<String> ids, Size3 patch, float[] images, byte[] labels)
    implements TaskBatch {

  @Override
  public List<NamedTensor> tensors() {
    return List.of(
        new NamedTensor(
            "images",
            Dtype.F32,
            shape(1),
            () -> {
              ByteBuffer bytes =
                  ByteBuffer.allocate(images.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
              bytes.asFloatBuffer().put(images);
              return bytes;
            }),
        new NamedTensor("labels", Dtype.U8, shape(), () -> ByteBuffer.wrap(labels)));
  }

  /// `[N, middle..., D, H, W]`.
  long[] shape(long... middle) {
    long[] shape = new long[4 + middle.length];
    shape[0] = ids.size();
    System.arraycopy(middle, 0, shape, 1, middle.length);
    shape[middle.length + 1] = patch.d();
    shape[middle.length + 2] = patch.h();
    shape[middle.length + 3] = patch.w();
    return shape;
  }
}
