package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.collection.ImageEntry;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.ConfigWriter;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.Schema;
import org.cdssl.config.SourceConfig.Dimension;
import org.cdssl.config.SourceConfig.Modality;
import org.cdssl.engine.StateDict;
import org.cdssl.engine.Weights;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.engine.safetensors.SafetensorsWriter;
import org.cdssl.storage.AtomicFile;
import org.cdssl.training.EncoderExport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A trained encoder with its head: `model.safetensors`, and `model.json` with all that is needed
/// to apply it to new images. Beside them the encoder by itself, to start from.
///
/// @param config sections that prediction needs; no data
/// @param classes names in the order of the scores
/// @param dimension of the images
/// @param modality decides the intensity window
/// @param spacingMm that volumes are resampled to; 0: none
/// @param weights the file
public record ModelFile(
    FinetuneConfig config,
    List<String> classes,
    Dimension dimension,
    Modality modality,
    double spacingMm,
    Path weights) {
  static final String WEIGHTS = "model.safetensors";
  static final String CARD = "model.json";
  private static final String KIND = "cdssl model";

  /// Writes the files of a trained model.
  ///
  /// @param classes names in the order of the scores
  /// @param like an image as the model expects them
  public static void write(
      Path folder,
      FinetuneConfig config,
      List<String> classes,
      Weights weights,
      ImageEntry like,
      String provenance)
      throws IOException {
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("kind", KIND);
    card.put("weights", WEIGHTS);
    card.put("classes", classes);
    Map<String, Object> images = new LinkedHashMap<>();
    images.put("dimension", like.dimension() == Dimension.D2 ? "2d" : "3d");
    images.put("modality", like.modality().name().toLowerCase(Locale.ROOT));
    images.put("spacingMm", like.spacingMm());
    card.put("images", images);
    Map<String, Object> settings = new LinkedHashMap<>(ConfigWriter.tree(config));
    settings.remove("data"); // paths of the machine it was trained on
    card.put(EncoderExport.SETTINGS, settings);
    Map<String, String> metadata = Map.of("format", "pt", "provenance", provenance);
    AtomicFile.write(
        folder.resolve(WEIGHTS),
        channel -> SafetensorsWriter.write(channel, StateDict.of(weights.all()), metadata));
    AtomicFile.write(folder.resolve(CARD), ResultJson.write(card));
    EncoderExport.write(folder, encoderCard(config, images, weights), weights, provenance);
  }

  private static Map<String, Object> encoderCard(
      FinetuneConfig config, Map<String, Object> images, Weights weights) {
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("kind", "cdssl encoder");
    card.put("weights", EncoderExport.WEIGHTS);
    card.put("finetunedFor", config.task().kind().name().toLowerCase(Locale.ROOT));
    card.put("parameters", weights.count("encoder."));
    card.put("images", images);
    card.put("input", ConfigWriter.tree(config.input()));
    card.put(EncoderExport.SETTINGS, EncoderExport.settings(config.network(), config.pseudo3d()));
    return card;
  }

  /// Reads a model from a run folder, or from its `model.json` or `model.safetensors`.
  ///
  /// @throws CdsslException USAGE where there is none, DATA where it is damaged
  public static ModelFile read(Path given) throws IOException {
    Path card = Files.isDirectory(given) ? given.resolve(CARD) : given;
    if (given.getFileName().toString().endsWith(".safetensors")) {
      card = given.resolveSibling(given.getFileName().toString().replace(".safetensors", ".json"));
    }
    if (!Files.isRegularFile(card)) {
      throw CdsslException.usage(
          card + ": no such file; a run of finetune has one when it is finished");
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(Files.readString(card));
      if (!json.path("kind").asString("").equals(KIND)) {
        throw CdsslException.data(card + ": is no card of a trained model");
      }
      FinetuneConfig config =
          new ConfigLoader()
              .text(Schema.FINETUNE, card.toString(), json.path(EncoderExport.SETTINGS).toString())
              .config();
      List<String> classes = new ArrayList<>();
      json.path("classes").forEach(name -> classes.add(name.asString()));
      JsonNode images = json.path("images");
      return new ModelFile(
          config,
          List.copyOf(classes),
          images.path("dimension").asString().equals("2d") ? Dimension.D2 : Dimension.D3,
          Modality.valueOf(images.path("modality").asString().toUpperCase(Locale.ROOT)),
          images.path("spacingMm").asDouble(),
          card.resolveSibling(json.path("weights").asString(WEIGHTS)));
    } catch (JacksonException | IllegalArgumentException e) {
      throw CdsslException.data(card + ": damaged: " + e.getMessage());
    }
  }

  /// Fills all tensors from the weights file.
  ///
  /// @throws CdsslException DATA where it does not fit to the last tensor
  public void load(Weights into) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      StateDict.LoadReport report = StateDict.load(file, into.all());
      if (!report.complete()) {
        throw CdsslException.data(weights + ": does not fit its card: " + report.describe());
      }
    }
  }
}
