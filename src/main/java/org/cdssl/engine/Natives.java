package org.cdssl.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;

/// Unpacks libtorch's native libraries before the first of them is loaded.
///
/// JavaCPP unpacks each library just before it loads it. On an empty cache that ends in a
/// segmentation fault here (pytorch 2.10.0-1.5.13): a library is replaced on disk while an earlier
/// load already maps it. Unpacking all of them first avoids it; with a warm cache this only
/// compares sizes and dates.
final class Natives {
  private static boolean unpacked;

  private Natives() {}

  static synchronized void unpack() {
    if (unpacked) {
      return;
    }
    String platform = Loader.getPlatform();
    String[] folders = {
      "/org/bytedeco/javacpp/" + platform + "/",
      "/org/bytedeco/openblas/" + platform + "/",
      "/org/bytedeco/pytorch/" + platform + "/",
      "/org/bytedeco/pytorch/" + platform + "-gpu/"
    };
    for (String folder : folders) {
      if (Natives.class.getResource(folder) != null) {
        try {
          Loader.cacheResources(Natives.class, folder);
        } catch (IOException e) {
          throw new UncheckedIOException(
              "cannot unpack libtorch; it needs about 450 MB in the folder that"
                  + " -Dorg.bytedeco.javacpp.cachedir names (default: .javacpp/cache in the home folder)",
              e);
        }
      }
    }
    unpacked = true;
  }
}
