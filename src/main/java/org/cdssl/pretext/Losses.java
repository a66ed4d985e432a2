package org.cdssl.pretext;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// A differentiable total and the parts it is made of, for the log.
///
/// @param total scalar, float32
/// @param parts unweighted scalars by name, in display order
/// @param embeddings `[N, C]` pooled encoder output of the first view, for the collapse statistics
/// @param compared `[N, C]` what the method compares of the first view, for the same; null: nothing
public record Losses(Tensor total, Map<String, Tensor> parts, Tensor embeddings, Tensor compared) {
  public Losses {
    parts = new LinkedHashMap<>(parts);
  }

  /// The sum of scalars, added in their order.
  public static Tensor sum(Collection<Tensor> terms) {
    return terms.stream().reduce(Tensor::add).orElseThrow();
  }
}
