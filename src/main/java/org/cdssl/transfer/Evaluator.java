package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.cdssl.collection.Part;
import org.cdssl.engine.Autocast;
import org.cdssl.engine.Compute;
import org.cdssl.engine.Precision;
import org.cdssl.engine.Weights;
import org.cdssl.storage.AtomicFile;

/// Judges a part with weights as they are.
public final class Evaluator {
  private Evaluator() {}

  /// @return null where it was stopped
  static PartResult evaluate(
      Task task, Part part, Precision precision, Compute compute, BooleanSupplier stop)
      throws IOException {
    try (Weights.Standing still = task.weights().standing();
        Autocast cast = Autocast.with(precision, compute)) {
      return task.evaluate(part, stop);
    }
  }

  /// Writes what belongs to a result beside its figures; pictures are predicted anew for it.
  static void writeDetails(
      Task task, PartResult result, Precision precision, Compute compute, Path folder)
      throws IOException {
    try (Weights.Standing still = task.weights().standing();
        Autocast cast = Autocast.with(precision, compute)) {
      result.write(folder);
    }
  }

  /// Judges the part of a trained model's task and writes `result.json` and what belongs to it.
  ///
  /// @param folder made where there is none
  /// @return null where it was stopped
  public static PartResult write(
      Task task,
      ModelFile model,
      Part part,
      Precision precision,
      Compute compute,
      Path folder,
      BooleanSupplier stop)
      throws IOException {
    model.load(task.weights());
    PartResult result = evaluate(task, part, precision, compute, stop);
    if (result != null) {
      Files.createDirectories(folder);
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("part", part.name().toLowerCase(Locale.ROOT));
      all.putAll(result.result(model.config().seed()));
      all.put("dataSha256", task.dataSha256());
      all.put("leftOut", task.leftOut());
      AtomicFile.write(folder.resolve("result.json"), ResultJson.write(all));
      writeDetails(task, result, precision, compute, folder);
    }
    return result;
  }
}
