package org.cdssl.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.config.Size3;
import org.cdssl.engine.safetensors.Dtype;
import org.cdssl.engine.safetensors.NamedTensor;
import org.cdssl.pretext.Moment;
import org.cdssl.view.Batch;
import org.cdssl.view.ViewPlan;

/// A batch as it is written after a failing step (P7).
public final class BatchDump {
  private BatchDump() {}

  /// Where it comes from.
  static Map<String, Object> describe(Batch batch, Moment moment) {
    Map<String, Object> what = new LinkedHashMap<>();
    what.put("seed", moment.seed());
    what.put("step", moment.step() + 1);
    what.put("images", batch.ids());
    what.put("passes", batch.samples().stream().map(s -> s.pass()).toList());
    what.put("again", "pretrain with the same configuration and --resume makes the same batch");
    return what;
  }

  static List<NamedTensor> views(Batch batch, ViewPlan plan) {
    Size3 g = batch.globalSize();
    Size3 l = batch.localSize();
    List<NamedTensor> views = new ArrayList<>();
    for (int i = 0; i < plan.globals().size(); i++) {
      views.add(tensor("global." + i, batch.global(i), g, batch.size()));
    }
    for (int i = 0; i < plan.targets(); i++) {
      views.add(tensor("target." + i, batch.target(i), g, batch.size()));
    }
    if (batch.locals().capacity() > 0) {
      views.add(tensor("locals", batch.locals(), l, batch.locals().capacity() / l.voxels()));
    }
    return views;
  }

  /// `count` single-channel volumes of one size.
  public static NamedTensor tensor(String name, FloatBuffer values, Size3 size, long count) {
    return new NamedTensor(
        name,
        Dtype.F32,
        new long[] {count, 1, size.d(), size.h(), size.w()},
        () -> {
          ByteBuffer bytes =
              ByteBuffer.allocate(values.capacity() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asFloatBuffer().put(values.duplicate().rewind());
          return bytes;
        });
  }
}
