package org.cdssl.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.config.ConfigWriter;
import org.cdssl.config.InputConfig;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.PseudoVolumeConfig;
import org.cdssl.config.TransformerConfig;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.Weights;
import org.cdssl.engine.safetensors.SafetensorsWriter;
import org.cdssl.pretext.Pretext;
import org.cdssl.storage.AtomicFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes what others need to use the encoder: its weights, and a card that says what they expect.
///
/// Only the encoder is handed over (paper Section 2.1). Tensor names are MONAI's and torchvision's,
/// without prefix.
public final class EncoderExport {
  public static final String WEIGHTS = "encoder.safetensors";
  public static final String CARD = "encoder.json";

  /// Key of the card under which the settings stand that `finetune` starts from.
  public static final String SETTINGS = "config";

  private static final String PREFIX = "encoder.";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private EncoderExport() {}

  static void write(Path folder, PretrainConfig config, Pretext pretext, String provenance)
      throws IOException {
    Weights weights = pretext.weights();
    write(folder, card(config, weights.count(PREFIX)), weights, pretext.exported(), provenance);
  }

  /// The encoder among the weights of a task, with its card.
  public static void write(
      Path folder, Map<String, Object> card, Weights weights, String provenance)
      throws IOException {
    write(folder, card, weights, PREFIX, provenance);
  }

  private static void write(
      Path folder, Map<String, Object> card, Weights weights, String prefix, String provenance)
      throws IOException {
    Map<String, Tensor> encoder = new LinkedHashMap<>();
    weights
        .all()
        .forEach((name, tensor) -> {
          if (name.startsWith(prefix)) {
            encoder.put(name.substring(prefix.length()), tensor);
          }
        });
    Map<String, String> metadata = Map.of("format", "pt", "provenance", provenance);
    AtomicFile.write(
        folder.resolve(WEIGHTS),
        channel -> SafetensorsWriter.write(channel, StateDict.of(encoder), metadata));
    AtomicFile.write(folder.resolve(CARD), JSON.writeValueAsString(card) + "\n");
  }

  /// The sections of a fine-tuning configuration that an encoder decides.
  public static Map<String, Object> settings(NetworkConfig network, PseudoVolumeConfig pseudo3d) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("pseudo3d", ConfigWriter.tree(pseudo3d));
    settings.put("network", ConfigWriter.tree(network));
    return settings;
  }

  /// Of an encoder for views with a depth of 1 also what it is shown of an image.
  private static Map<String, Object> settings(PretrainConfig config) {
    Map<String, Object> settings = settings(config.network(), config.pseudo3d());
    if (isFlat(config)) {
      Map<String, Object> input = new LinkedHashMap<>();
      input.put("size", config.views().globalSize().toString());
      input.put("flat", "plain");
      settings.put("input", input);
    }
    return settings;
  }

  private static boolean isFlat(PretrainConfig config) {
    return config.views().flat() == InputConfig.Flat.PLAIN && config.views().globalSize().d() == 1;
  }

  private static void resNet(NetworkConfig net, Map<String, Object> architecture) {
    architecture.put("backbone", "resnet18-3d");
    architecture.put("widths", net.widths());
    architecture.put("blocks", net.blocks());
    architecture.put("stemKernel", net.stemKernel());
    architecture.put("stemStride", net.stemStride());
    architecture.put("poolKernel", net.poolKernel());
    architecture.put("poolStride", net.poolStride());
    architecture.put("stageStrides", net.stageStrides());
    architecture.put("stageDilations", net.stageDilations());
    architecture.put("norm", net.norm().name().toLowerCase(java.util.Locale.ROOT));
    architecture.put("activation", net.activation().name().toLowerCase(java.util.Locale.ROOT));
    architecture.put("shortcut", net.shortcut().name());
    architecture.put("shortcutBias", net.shortcutBias());
  }

  private static void transformer(TransformerConfig net, Map<String, Object> architecture) {
    architecture.put("backbone", "pvt-small-3d");
    architecture.put("form", net.form().name().toLowerCase(java.util.Locale.ROOT));
    if (net.form() == TransformerConfig.Form.MIT) {
      architecture.put("stemWidth", net.stemWidth());
      architecture.put("stemKernel", net.stemKernel());
      architecture.put("stemStride", net.stemStride());
    }
    architecture.put("patchStrides", net.patchStrides());
    architecture.put("dims", net.dims());
    architecture.put("depths", net.depths());
    architecture.put("heads", net.heads());
    architecture.put("mlpRatios", net.mlpRatios());
    architecture.put("reductions", net.reductions());
    architecture.put("positionSize", net.positionSize().toString());
    architecture.put("sizesThatFit", net.sizesThatFit());
  }

  private static Map<String, Object> card(PretrainConfig config, long parameters) {
    NetworkConfig net = config.network();
    Map<String, Object> architecture = new LinkedHashMap<>();
    architecture.put("parameters", parameters);
    architecture.put("channels", net.channels());
    switch (net.backbone()) {
      case RESNET18 -> resNet(net, architecture);
      case PVT_SMALL -> transformer(net.transformer(), architecture);
    }

    Map<String, Object> input = new LinkedHashMap<>();
    input.put("tensor", "[N, 1, D, H, W]; of a volume in RAS+, x is W, y is H, z is D");
    input.put("size", config.views().globalSize().toString());
    input.put("sizeOrder", "HxWxD");
    input.put(
        "spacingMm",
        config.data().sources().stream().map(s -> s.name() + ": " + s.spacingMm()).toList());
    input.put(
        "intensity",
        Map.of(
            "ct", "clip [-1000, 1000] HU, (v + 1000) / 2000",
            "mr, other", "clip to the 0.5 and 99.5 percentile of the non-zero voxels, to [0, 1]",
            "xray", "stored value / full scale"));
    input.put("normalisation", "(x - mean) / unbiased std over the whole crop");
    input.put(
        "xray",
        isFlat(config)
            ? Map.of("transform", "none: the image itself, at a depth of 1")
            : Map.of(
                "transform",
                    "pseudo-3D, P[u,v,d] = X[u*s+i, v*s+j], d = i*k+j, then trilinear to size",
                "imageSize", config.pseudo3d().imageSize(),
                "window", config.pseudo3d().window(),
                "stride", config.pseudo3d().stride()));

    Map<String, Object> card = new LinkedHashMap<>();
    card.put("kind", "cdssl encoder");
    card.put("weights", WEIGHTS);
    card.put("pretext", config.pretext().method().name().toLowerCase(java.util.Locale.ROOT));
    card.put("architecture", architecture);
    card.put(SETTINGS, settings(config));
    card.put("input", input);
    if (net.backbone() == NetworkConfig.Backbone.RESNET18) {
      card.put(
          "monai",
          "ResNet('basic', "
              + net.blocks()
              + ", "
              + net.widths()
              + ", n_input_channels="
              + net.channels()
              + ", conv1_t_size="
              + net.stemKernel()
              + ", conv1_t_stride="
              + net.stemStride()
              + ", shortcut_type='"
              + net.shortcut()
              + "', bias_downsample="
              + (net.shortcutBias() ? "True" : "False")
              + ", feed_forward=False)");
    }
    card.put("data", config.data().sources().stream().map(s -> s.name()).toList());
    card.put("weightsLicence", "set by whoever trained them; the licences of the images decide");
    card.put(
        "notes",
        List.of(
            switch (net.backbone()) {
              case RESNET18 ->
                  "names are those of MONAI and torchvision: conv1, bn1, layer1.0.conv1, ...";
              case PVT_SMALL -> "names follow PVT: patch_embed1, pos_embed1, block1.0.attn.q, ...";
            }));
    return card;
  }
}
