package org.cdssl.pseudo3d;

import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.PseudoVolumeConfig.Order;
import org.cdssl.config.Size3;

/// The sliding window of Eq. 3: k×k pixels, moved by `stride`, no padding.
///
/// @param k side of the window in pixels, 1 to 4096; k² is the depth of the volume
/// @param stride step of the window in pixels, at least 1
/// @param order which offset inside the window changes slowest along the depth axis
public record Window(int k, int stride, Order order) {
  private static final int MAX_SIDE = 4096;

  public Window {
    if (k < 1 || k > MAX_SIDE) {
      throw new IllegalArgumentException("window must be 1 to " + MAX_SIDE + ", got " + k);
    }
    if (stride < 1) {
      throw new IllegalArgumentException("stride must be at least 1, got " + stride);
    }
    if (order == null) {
      throw new IllegalArgumentException("order is missing");
    }
  }

  public static Window of(PseudoVolumeConfig config) {
    return new Window(config.window(), config.stride(), config.order());
  }

  /// Eq. 3: H_t = ⌊(H−k)/s⌋ + 1, W_t = ⌊(W−k)/s⌋ + 1, D_t = k². The floor drops the last (H−k) mod
  /// s rows and (W−k) mod s columns (METHOD A.3).
  ///
  /// Throws `IllegalArgumentException` if the window is larger than the image.
  public Size3 sizeFor(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image sizes must be at least 1, got " + width + "x" + height);
    }
    if (k > width || k > height) {
      throw new IllegalArgumentException(
          "a window of "
              + k
              + "x"
              + k
              + " pixels does not fit into an image of "
              + width
              + "x"
              + height
              + " (width x height); choose a smaller window");
    }
    return new Size3(k * k, (height - k) / stride + 1, (width - k) / stride + 1);
  }

  /// Vertical shift i of slice `d`, in pixels.
  int rowOffset(int d) {
    return order == Order.ROW ? d / k : d % k;
  }

  /// Horizontal shift j of slice `d`, in pixels.
  int columnOffset(int d) {
    return order == Order.ROW ? d % k : d / k;
  }
}
