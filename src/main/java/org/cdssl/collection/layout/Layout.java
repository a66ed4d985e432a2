package org.cdssl.collection.layout;

import java.io.IOException;

/// How one collection lies on disk.
@FunctionalInterface
interface Layout {
  /// Adds every image of the source to the scan. Masks and other side files are no images.
  ///
  /// @throws org.cdssl.CdsslException (DATA) where what is there contradicts the layout
  void scan(SourceScan scan) throws IOException;
}
