package org.cdssl.collection;

import java.io.IOException;
import org.cdssl.image.PreparedImage;

/// Turns an entry into an image; may be called by several threads at once.
@FunctionalInterface
public interface ImageDecoder {
  /// @throws IOException where the file cannot be read as what the entry says
  PreparedImage decode(ImageEntry entry) throws IOException;
}
