package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cdssl.CdsslException;
import org.cdssl.training.EncoderExport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A weights file to start from, and the settings on its card.
///
/// @param weights the `.safetensors` file
/// @param settings JSON of the sections that the card decides; empty without a card
public record EncoderFile(Path weights, String settings) {
  /// Finds what `--init` names: a run folder, or a `.safetensors` file with or without its card
  /// (same name, `.json`) beside it.
  ///
  /// @throws CdsslException USAGE where there is no such thing
  public static EncoderFile find(Path given) throws IOException {
    Path weights = Files.isDirectory(given) ? given.resolve(EncoderExport.WEIGHTS) : given;
    if (!Files.isRegularFile(weights)) {
      throw CdsslException.usage(
          Files.isDirectory(given)
              ? given
                  + ": holds no "
                  + EncoderExport.WEIGHTS
                  + "; a run has one when it is finished"
              : given
                  + ": no such file or folder; --init takes a run, a .safetensors file or the"
                  + " word random");
    }
    String name = weights.getFileName().toString();
    if (!name.endsWith(".safetensors")) {
      throw CdsslException.usage(
          weights
              + ": not a .safetensors file; convert it first, e.g. with"
              + " safetensors.torch.save_file(state_dict, path) in Python");
    }
    Path card =
        weights.resolveSibling(name.substring(0, name.length() - "safetensors".length()) + "json");
    return new EncoderFile(weights, Files.isRegularFile(card) ? settings(card) : "");
  }

  private static String settings(Path card) throws IOException {
    try {
      JsonNode settings =
          JsonMapper.shared().readTree(Files.readString(card)).path(EncoderExport.SETTINGS);
      return settings.isObject() ? settings.toString() : "";
    } catch (JacksonException e) {
      throw CdsslException.data(card + ": not valid JSON: " + e.getOriginalMessage());
    }
  }
}
