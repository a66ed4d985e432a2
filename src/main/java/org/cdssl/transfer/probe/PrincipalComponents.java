package org.cdssl.transfer.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Grad;
import org.cdssl.engine.StepScope;
import org.cdssl.engine.TensorIo;

/// Features as points in the plane: the two directions of most variance (PCA), by libtorch's
/// symmetric eigenvalue solver. The sign of an axis is chosen so that its largest weight is
/// positive.
///
/// @param points `[rows][2]`
/// @param explained share of the variance along each of the two
public record PrincipalComponents(double[][] points, double[] explained) {

  /// @param features `[rows][width]`, at least two rows; a single column gives a second axis of 0
  public static PrincipalComponents of(float[][] features, Compute compute) {
    int n = features.length;
    int width = features[0].length;
    float[] flat = new float[n * width];
    for (int i = 0; i < n; i++) {
      System.arraycopy(features[i], 0, flat, i * width, width);
    }
    double[][] points = new double[n][2];
    double[] explained = new double[2];
    try (StepScope scope = StepScope.open();
        Grad off = Grad.disabled()) {
      Tensor x = TensorIo.copyOf(flat, compute, n, width).to(torch.ScalarType.Double);
      Tensor centred =
          x.sub(x.mean(new long[] {0}, true, new org.bytedeco.pytorch.ScalarTypeOptional()));
      Tensor covariance = centred.t().matmul(centred);
      var eigen = torch.linalg_eigh(covariance);
      float[] values = TensorIo.floats(eigen.get0());
      double all = 0;
      for (float v : values) {
        all += Math.max(v, 0);
      }
      for (int axis = 0; axis < Math.min(2, width); axis++) {
        Tensor vector = eigen.get1().select(1, width - 1 - axis);
        float[] weights = TensorIo.floats(vector);
        float[] place = TensorIo.floats(centred.matmul(vector));
        double sign = sign(weights);
        for (int i = 0; i < n; i++) {
          points[i][axis] = sign * place[i];
        }
        explained[axis] = all == 0 ? 0 : Math.max(values[width - 1 - axis], 0) / all;
      }
    }
    return new PrincipalComponents(points, explained);
  }

  private static double sign(float[] weights) {
    float largest = 0;
    for (float w : weights) {
      largest = Math.abs(w) > Math.abs(largest) ? w : largest;
    }
    return largest < 0 ? -1 : 1;
  }

  /// What `embedding.json` holds.
  ///
  /// @param labels shown beside the points; empty texts where there are none
  public Map<String, Object> json(List<String> ids, List<String> labels) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("id", ids.get(i));
      point.put("label", labels.get(i));
      point.put("x", points[i][0]);
      point.put("y", points[i][1]);
      list.add(point);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("method", "pca");
    all.put("explained", Arrays.stream(explained).boxed().toList());
    all.put("points", list);
    return all;
  }
}
