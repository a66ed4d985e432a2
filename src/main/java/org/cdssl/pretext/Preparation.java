package org.cdssl.pretext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.view.ImagePool;

/// What a method makes of the images once, before it is trained: a step of `prepare`.
public interface Preparation {
  /// Does what is not done yet.
  ///
  /// @param flats X-rays that training may see
  /// @param images fingerprint of the collection
  /// @param folder where the result goes
  /// @return whether it is done; false when asked to stop
  /// @throws org.cdssl.CdsslException DATA where the images do not do
  boolean run(
      ImagePool flats,
      ImagePool volumes,
      String images,
      Path folder,
      BooleanSupplier stop,
      Consumer<String> say)
      throws IOException;
}
