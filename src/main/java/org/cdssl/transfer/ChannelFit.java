package org.cdssl.transfer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// What is done where the first convolution of a weights file takes another number of channels.
public enum ChannelFit {
  /// Refuse it.
  NONE,
  /// Every channel gets the mean of the file's.
  MEAN,
  /// The same, times the file's over the network's number of channels: the response to a picture
  /// that is equal in all channels stays what it was.
  SUM;

  /// @param kernel `[out, channels of the file, …]`
  /// @param channels of the network
  Tensor apply(Tensor kernel, long channels) {
    Tensor mean = kernel.mean(new long[] {1}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
    long[] shape = new long[(int) kernel.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i == 1 ? channels : kernel.size(i);
    }
    Tensor fitted = mean.expand(shape).contiguous();
    return this == SUM ? fitted.mul(new Scalar((double) kernel.size(1) / channels)) : fitted;
  }
}
