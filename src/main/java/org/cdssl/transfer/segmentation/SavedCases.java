package org.cdssl.transfer.segmentation;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cdssl.CdsslException;
import org.cdssl.transfer.metric.Bootstrap;
import org.cdssl.transfer.metric.Dice;
import org.cdssl.transfer.metric.Difference;
import org.cdssl.transfer.metric.Metric;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Dice of every case of a finished run, as `cases.csv` has it, of the classes that the mean
/// counts.
///
/// @param subjects by id
/// @param dice by id, one entry a class; NaN where neither mask holds it
public record SavedCases(Map<String, String> subjects, Map<String, double[]> dice) {

  /// @param run folder with `cases.csv` and `result.json`
  public static SavedCases read(Path run) throws IOException {
    JsonNode result = JsonMapper.shared().readTree(Files.readString(run.resolve("result.json")));
    List<String> classes = new ArrayList<>();
    for (JsonNode c : result.path("classes")) {
      if (c.path("inMean").asBoolean()) {
        classes.add(c.path("name").asString());
      }
    }
    Map<String, String> subjects = new LinkedHashMap<>();
    Map<String, double[]> dice = new HashMap<>();
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().ofNamedCsvRecord(run.resolve("cases.csv"))) {
      for (NamedCsvRecord row : csv) {
        int c = classes.indexOf(row.getField("class"));
        subjects.put(row.getField("id"), row.getField("subject"));
        if (c >= 0) {
          String value = row.getField("dice");
          dice.computeIfAbsent(row.getField("id"), _ -> undefined(classes.size()))[c] =
              value.isEmpty() ? Double.NaN : Double.parseDouble(value);
        }
      }
    }
    return new SavedCases(subjects, dice);
  }

  private static double[] undefined(int classes) {
    double[] values = new double[classes];
    java.util.Arrays.fill(values, Double.NaN);
    return values;
  }

  /// How much higher the mean Dice is in the mean over several runs (seeds) of one way than over
  /// those of another: paired bootstrap over subjects, as
  /// [org.cdssl.transfer.metric.Comparison#ofMeans].
  ///
  /// @throws CdsslException DATA where the runs have different cases
  public static Difference ofMeans(
      List<SavedCases> first, List<SavedCases> second, int replicates, long seed) {
    SavedCases like = first.getFirst();
    List<String> ids = List.copyOf(like.subjects().keySet());
    return Bootstrap.of(ids.stream().map(like.subjects()::get).toList(), replicates, seed)
        .compare(mean(like, ids, first), mean(like, ids, second));
  }

  private static Metric mean(SavedCases like, List<String> ids, List<SavedCases> runs) {
    List<Metric> each = new ArrayList<>();
    for (SavedCases run : runs) {
      if (!run.subjects().equals(like.subjects())) {
        throw CdsslException.data("the runs were not judged on the same cases");
      }
      double[][] table = ids.stream().map(run.dice()::get).toArray(double[][]::new);
      each.add(counts -> Dice.mean(table, counts));
    }
    return Metric.mean(each);
  }
}
