package org.cdssl.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.Size3;
import org.cdssl.config.TransformerConfig;
import org.cdssl.engine.Weights;
import org.cdssl.network.transformer.PyramidTransformer;

/// The registry of backbones: one line each.
public final class Encoders {
  private Encoders() {}

  /// The backbone that the configuration names, with fresh weights below `scope`.
  public static Encoder of(Weights.Scope scope, NetworkConfig config) {
    return switch (config.backbone()) {
      case RESNET18 -> new ResNet3d(scope, config);
      case PVT_SMALL -> new PyramidTransformer(scope, config);
    };
  }

  /// What a user should know of inputs of these sizes: which of them the backbone pads, and to
  /// what.
  public static List<String> remarks(NetworkConfig config, Size3... sizes) {
    return switch (config.backbone()) {
      case RESNET18 -> List.of();
      case PVT_SMALL ->
          Stream.of(sizes)
              .distinct()
              .map(size -> padding(config.transformer(), size))
              .flatMap(Optional::stream)
              .toList();
    };
  }

  private static Optional<String> padding(TransformerConfig config, Size3 size) {
    Size3 fitting = config.fitting(size);
    return fitting.equals(size)
        ? Optional.empty()
        : Optional.of(
            "views of "
                + size
                + " are padded to "
                + fitting
                + " for the transformer; sizes that fit as they are: "
                + config.sizesThatFit());
  }
}
