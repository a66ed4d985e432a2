package org.cdssl.view;

import org.cdssl.image.PreparedImage;

/// The images of one dimension that training draws from. Safe for use by several threads.
public interface ImagePool {
  /// Number of images; may be 0.
  int size();

  /// Name of the image with this index, known without reading it.
  String id(int index);

  /// The image with this index, [0, size). An image that cannot be read is replaced by the next
  /// readable one, so the answer depends on nothing but the index and the files.
  PreparedImage get(int index);
}
