package org.cdssl.config;

/// The pseudo-3D transform, paper Eq. 3 and METHOD A.
///
/// @param imageSize side of the square crop that is transformed, pixels (paper: 224)
/// @param localImageSize the same for the small local crops
/// @param window k of Eq. 3, at least 1 and at most the image size
/// @param stride s of Eq. 3
/// @param order which offset of the window changes slowest along the depth axis
/// @param depth how the k² slices become the depth of the network input
public record PseudoVolumeConfig(
    int imageSize, int localImageSize, int window, int stride, Order order, Depth depth) {

  /// `ROW`: d = i·k + j (im2col); `COLUMN`: d = j·k + i.
  public enum Order {
    ROW,
    COLUMN
  }

  /// `LINEAR` blends neighbouring slices, `NEAREST` does not.
  public enum Depth {
    LINEAR,
    NEAREST
  }
}
