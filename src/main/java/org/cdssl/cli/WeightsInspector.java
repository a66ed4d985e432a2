package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cdssl.engine.safetensors.SafetensorsFile;
import org.cdssl.engine.safetensors.TensorEntry;
import org.cdssl.image.format.ImageFiles;

/// Weights in safetensors: names, types and shapes of the tensors, and what the file says of
/// itself.
final class WeightsInspector implements Inspector {
  @Override
  public boolean accepts(Path path) {
    return ImageFiles.endsWith(path, ".safetensors");
  }

  @Override
  public Inspection inspect(Path path) throws IOException {
    Map<String, Object> tensors = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    long values = 0;
    Map<String, String> metadata;
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      metadata = file.metadata();
      for (TensorEntry entry : file.tensors().values()) {
        Map<String, Object> tensor = new LinkedHashMap<>();
        tensor.put("dtype", entry.dtype().name());
        tensor.put("shape", entry.shape());
        tensors.put(entry.name(), tensor);
        values += entry.bytes() / entry.dtype().bytes();
        ImageInspector.line(
            text, entry.name(), entry.dtype() + " " + Arrays.toString(entry.shape()));
      }
    }
    String summary = "safetensors, " + tensors.size() + " tensors, " + values + " values";
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", "weights");
    json.put("format", "safetensors");
    json.put("values", values);
    json.put("metadata", metadata);
    json.put("tensors", tensors);
    return new Inspection(summary, summary + "\n" + text, json);
  }
}
