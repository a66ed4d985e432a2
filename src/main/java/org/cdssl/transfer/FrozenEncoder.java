package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Schema;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Weights;
import org.cdssl.network.Encoder;
import org.cdssl.network.Encoders;
import org.cdssl.training.Precisions;
import org.cdssl.transfer.probe.FeatureExtractor;

/// An encoder to look at, as `--init` names it, with the settings it comes with.
///
/// @param config the fine-tuning configuration, its network that of the encoder's card
/// @param extractor of frozen features
/// @param start for reports: `random`, or the file with its hash
public record FrozenEncoder(FinetuneConfig config, FeatureExtractor extractor, String start) {

  /// @param init `random`, a run folder or a `.safetensors` file
  /// @param yaml fine-tuning configuration; null: the built-in `finetune.yaml`, without data
  /// @param say told what became of every tensor
  public static FrozenEncoder open(
      String init, Path yaml, List<String> overrides, Consumer<String> say) throws IOException {
    Start start = Start.of(init, ChannelFit.NONE, false);
    ConfigLoader loader = new ConfigLoader();
    FinetuneConfig config =
        (yaml == null
                ? loader.preset(
                    Schema.FINETUNE,
                    "finetune.yaml",
                    overrides,
                    ConfigLoader.Use.SETTINGS,
                    start.settings())
                : loader.read(
                    Schema.FINETUNE, yaml, overrides, ConfigLoader.Use.FINETUNE, start.settings()))
            .config();
    Compute compute = Compute.on(config.training().device(), config.training().threads());
    Compute.seed(config.seed());
    Weights weights = new Weights(compute);
    Encoder encoder = Encoders.of(weights.root().in("encoder"), config.network());
    if (!init.equals(Start.RANDOM)) {
      LoadReport report =
          EncoderLoading.load(
              EncoderFile.find(Path.of(init)).weights(), weights, ChannelFit.NONE, false);
      say.accept(report.describe());
    }
    return new FrozenEncoder(
        config,
        new FeatureExtractor(
            encoder,
            weights,
            Precisions.choose(config.training().precision(), compute),
            config.training().batchSize()),
        start.describe());
  }
}
