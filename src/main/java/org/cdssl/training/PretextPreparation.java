package org.cdssl.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.cdssl.config.PretrainConfig;
import org.cdssl.pretext.Preparation;
import org.cdssl.pretext.Pretexts;

/// The last step of `prepare`: what the method of the configuration wants to know of the images
/// before it is trained. Most want nothing.
public final class PretextPreparation {
  private PretextPreparation() {}

  /// @param folder of the cache, where the result goes
  /// @return whether it is done; false when asked to stop
  public static boolean run(
      PretrainConfig config, Path folder, BooleanSupplier stop, Consumer<String> say)
      throws IOException {
    Optional<Preparation> preparation = Pretexts.preparation(config);
    if (preparation.isEmpty()) {
      return true;
    }
    RunImages images = RunImages.load(config, stop, say);
    return !stop.getAsBoolean()
        && preparation
            .get()
            .run(images.flats(), images.volumes(), images.sha256(), folder, stop, say);
  }
}
