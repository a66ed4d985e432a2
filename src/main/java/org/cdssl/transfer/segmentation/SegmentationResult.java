package org.cdssl.transfer.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.cdssl.transfer.PartResult;
import org.cdssl.transfer.metric.Bootstrap;
import org.cdssl.transfer.metric.Dice;
import org.cdssl.transfer.metric.Estimate;
import org.cdssl.transfer.metric.Metric;
import org.cdssl.transfer.metric.SurfaceDistance;

/// Scores of a part (METHOD D8): per case, then the mean over cases, then over foreground classes.
///
/// @param regions what is judged
/// @param headline of every case in the grid of its file; while training, in the network's grid
/// @param resampled of every case in the network's grid
/// @param leftOut cases that could not be read
/// @param pictures draws the worst cases; null: nothing is drawn
record SegmentationResult(
    List<Region> regions,
    List<CaseScore> headline,
    List<CaseScore> resampled,
    int leftOut,
    Pictures pictures)
    implements PartResult {
  private static final int WORST = 12;

  /// Draws cases.
  @FunctionalInterface
  interface Pictures {
    /// @param cases worst first
    void write(Path folder, List<CaseScore> cases) throws IOException;
  }

  @Override
  public double score() {
    return meanDice(headline).value(headline.size());
  }

  @Override
  public double loss() {
    return Double.NaN;
  }

  @Override
  public SequencedMap<String, Object> line() {
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("dice", number(score()));
    for (int r = 0; r < regions.size(); r++) {
      line.put("dice." + regions.get(r).name(), number(of(headline, r).value(headline.size())));
    }
    return line;
  }

  @Override
  public String describe() {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "Dice %.4f", score()));
    for (int r = 0; r < regions.size(); r++) {
      text.append(
          String.format(
              Locale.ROOT,
              ", %s %.4f",
              regions.get(r).name(),
              of(headline, r).value(headline.size())));
    }
    return text.toString();
  }

  @Override
  public Map<String, Object> result(long seed) {
    Bootstrap bootstrap =
        Bootstrap.of(
            headline.stream().map(CaseScore::subject).toList(), Bootstrap.REPLICATES, seed);
    SequencedMap<String, Object> result = new LinkedHashMap<>();
    result.put("kind", "segmentation");
    result.put("metric", "dice");
    result.putAll(estimate(bootstrap.interval(meanDice(headline))));
    result.put("rows", headline.size());
    result.put("subjects", bootstrap.subjects());
    result.put("leftOut", leftOut);
    result.put("grid", "value and classes: that of the files; resampledDice: that of the network");
    result.put("resampledDice", estimate(bootstrap.interval(meanDice(resampled))));
    List<Object> classes = new ArrayList<>();
    for (int r = 0; r < regions.size(); r++) {
      classes.add(ofClass(r, bootstrap));
    }
    result.put("classes", classes);
    result.put("classNames", regions.stream().map(Region::name).toList());
    result.put("worst", worstFirst().stream().limit(WORST).map(this::ofCase).toList());
    result.put("cases", headline.stream().map(this::ofCase).toList());
    result.put(
        "interval",
        "95 %, percentiles of "
            + Bootstrap.REPLICATES
            + " draws of subjects with replacement, seed "
            + seed);
    return result;
  }

  private Map<String, Object> ofClass(int r, Bootstrap bootstrap) {
    SequencedMap<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", regions.get(r).name());
    entry.put("inMean", regions.get(r).headline());
    entry.put("dice", estimate(bootstrap.interval(of(headline, r))));
    entry.put("hd95Mm", estimate(bootstrap.interval(surface(r, SurfaceDistance::hd95Mm))));
    entry.put("nsd", estimate(bootstrap.interval(surface(r, SurfaceDistance::nsd))));
    entry.put("cases", headline.stream().filter(c -> !Double.isNaN(c.dice()[r])).count());
    entry.put(
        "missed",
        headline.stream()
            .filter(c -> c.surfaces() != null && c.surfaces().get(r).missed())
            .count());
    entry.put("resampledDice", number(of(resampled, r).value(resampled.size())));
    return entry;
  }

  private Map<String, Object> ofCase(CaseScore score) {
    SequencedMap<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", score.id());
    entry.put("dice", number(score.mean(regions)));
    List<Object> classes = new ArrayList<>();
    for (int r = 0; r < regions.size(); r++) {
      SequencedMap<String, Object> of = new LinkedHashMap<>();
      of.put("name", regions.get(r).name());
      of.put("dice", number(score.dice()[r]));
      if (score.surfaces() != null) {
        of.put("hd95Mm", number(score.surfaces().get(r).hd95Mm()));
        of.put("nsd", number(score.surfaces().get(r).nsd()));
      }
      classes.add(of);
    }
    entry.put("classes", classes);
    return entry;
  }

  /// By mean Dice, lowest first; cases without one last.
  List<CaseScore> worstFirst() {
    return headline.stream()
        .sorted(Comparator.comparingDouble((CaseScore c) -> c.mean(regions)))
        .toList();
  }

  @Override
  public void write(Path folder) throws IOException {
    CaseTable.write(folder.resolve("cases.csv"), regions, headline, resampled);
    if (pictures != null) {
      pictures.write(folder.resolve("pictures"), worstFirst());
    }
  }

  /// Mean over cases, then over headline regions.
  private Metric meanDice(List<CaseScore> cases) {
    int[] kept =
        java.util.stream.IntStream.range(0, regions.size())
            .filter(r -> regions.get(r).headline())
            .toArray();
    double[][] table = new double[cases.size()][kept.length];
    for (int i = 0; i < table.length; i++) {
      for (int k = 0; k < kept.length; k++) {
        table[i][k] = cases.get(i).dice()[kept[k]];
      }
    }
    return counts -> Dice.mean(table, counts);
  }

  private Metric of(List<CaseScore> cases, int r) {
    return column(cases, c -> c.dice()[r]);
  }

  private Metric surface(int r, ToDoubleFunction<SurfaceDistance> which) {
    return column(
        headline,
        c -> c.surfaces() == null ? Double.NaN : which.applyAsDouble(c.surfaces().get(r)));
  }

  private static Metric column(List<CaseScore> cases, ToDoubleFunction<CaseScore> which) {
    double[][] table = new double[cases.size()][1];
    for (int i = 0; i < table.length; i++) {
      table[i][0] = which.applyAsDouble(cases.get(i));
    }
    return counts -> Dice.mean(table, 0, counts);
  }

  private static SequencedMap<String, Object> estimate(Estimate estimate) {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    map.put("value", number(estimate.value()));
    map.put("low", number(estimate.low()));
    map.put("high", number(estimate.high()));
    map.put("n", estimate.n());
    return map;
  }

  /// JSON has no NaN.
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
