package org.cdssl.view;

import org.cdssl.config.Size3;

/// One corrupted global view of an image and what it is to be restored to, the same at every step:
/// what held-out images are scored with. Both arrays are `[D, H, W]` of `size`.
///
/// @param input the view as the network sees it
/// @param target intensities in [0,1]
public record FixedView(Size3 size, float[] input, float[] target) {}
