package org.cdssl.view;

import java.util.List;
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

  /// Images in memory.
  static ImagePool of(List<PreparedImage> images) {
    List<PreparedImage> all = List.copyOf(images);
    return new ImagePool() {
      @Override
      public int size() {
        return all.size();
      }

      @Override
      public String id(int index) {
        return all.get(index).id();
      }

      @Override
      public PreparedImage get(int index) {
        return all.get(index);
      }
    };
  }
}
