package org.cdssl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.cdssl.CdsslException;
import org.cdssl.transfer.metric.Bootstrap;
import org.cdssl.transfer.metric.Comparison;
import org.cdssl.transfer.metric.Difference;
import org.cdssl.transfer.metric.EvaluationFiles;
import org.cdssl.transfer.metric.Predictions;
import org.cdssl.transfer.metric.PredictionsFile;
import org.cdssl.transfer.metric.Score;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `compare RUN RUN`: whether two classifiers differ on the same images.
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two classifiers on the same images, paired: DeLong's test for the AUC of a class,",
      "the bootstrap over subjects for everything else."
    },
    footer = {"", "Example: cdssl compare runs/pretrained runs/random"})
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "folder with predictions.csv")
  Path first;

  @Parameters(index = "1", paramLabel = "RUN", description = "the one it is compared with")
  Path second;

  @Option(names = "--seed", description = "of the draws (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(names = "--json", description = "print JSON")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Comparison comparison = Comparison.of(read(first), read(second), Bootstrap.REPLICATES, seed);
    if (json) {
      SequencedMap<String, Object> all = new LinkedHashMap<>();
      all.put("rows", comparison.rows());
      comparison.metrics().forEach((score, d) -> all.put(score.key(), json(d)));
      SequencedMap<String, Object> classes = new LinkedHashMap<>();
      comparison.classes().forEach((name, d) -> classes.put(name, json(d)));
      all.put("aucByClass", classes);
      System.out.println(JsonMapper.shared().writeValueAsString(all));
      return 0;
    }
    System.out.printf("%s minus %s, %d images%n", first, second, comparison.rows());
    for (Map.Entry<Score, Difference> entry : comparison.metrics().entrySet()) {
      line(entry.getKey().title(), entry.getValue());
    }
    if (comparison.classes().size() > 1) {
      comparison.classes().forEach((name, d) -> line("AUC of " + name, d));
    }
    return 0;
  }

  private static void line(String name, Difference difference) {
    System.out.printf("%-32s %s  (%s)%n", name, difference.text(), difference.test());
  }

  private static Map<String, Object> json(Difference difference) {
    SequencedMap<String, Object> out = EvaluationFiles.estimate(difference.estimate());
    out.put("p", Double.isFinite(difference.pValue()) ? (Double) difference.pValue() : null);
    out.put("test", difference.test());
    return out;
  }

  private static Predictions read(Path folder) throws IOException {
    Path result = folder.resolve("result.json");
    if (!Files.isRegularFile(result)) {
      throw CdsslException.usage(folder + ": holds no result.json; give a run that was evaluated");
    }
    JsonNode node = JsonMapper.shared().readTree(Files.readString(result));
    Predictions.Kind kind =
        node.path("kind").asString("").equals("findings")
            ? Predictions.Kind.FINDINGS
            : Predictions.Kind.CLASSES;
    return PredictionsFile.read(folder.resolve("predictions.csv"), kind);
  }
}
