package org.cdssl.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cdssl.config.ConfigLoader;
import org.cdssl.config.ConfigWriter;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.LoadedGrid;
import org.cdssl.config.NetworkConfig;
import org.cdssl.config.PretextConfig;
import org.cdssl.config.PretrainConfig;
import org.cdssl.config.Schema;
import org.cdssl.config.Size3;
import org.cdssl.training.bench.StepRate;

/// Every run of a grid with its cost, before anything starts.
public final class DryRun {
  private static final int BATCH = 4;

  private DryRun() {}

  /// Operations a second that a step reaches, by network and view size.
  private record Shape(NetworkConfig network, Size3 global, Size3 local) {
    static Shape of(PretrainConfig config) {
      return new Shape(config.network(), config.views().globalSize(), config.views().localSize());
    }
  }

  private record Line(String what, RunCost cost, double rate, String state) {
    double hours() {
      return cost.flops() / rate / 3600;
    }
  }

  /// The listing, a line each.
  ///
  /// @param rate operations a second to count with; 0: measure on this machine
  public static List<String> of(LoadedGrid grid, Path out, Selection selection, double rate)
      throws IOException {
    ExperimentConfig config = grid.config();
    selection.refuseUnknown(config);
    Scans scans = new Scans();
    Plan plan = Plan.of(grid, out, out, scans);
    List<Cell> cells = plan.cells().stream().filter(c -> selection.takes(config, c)).toList();
    Map<Shape, Double> rates = new LinkedHashMap<>();
    List<String> text = new ArrayList<>();
    List<PretrainRun> runs = plan.pretraining(selection);
    List<PretrainConfig> networks = new ArrayList<>();
    runs.forEach(run -> networks.add(run.config()));
    cells.forEach(cell -> networks.add(grid.pretrain().get(cell.row())));
    for (PretrainConfig like : networks) {
      Shape shape = Shape.of(like);
      if (!rates.containsKey(shape)) {
        rates.put(shape, rate > 0 ? rate : measured(grid, shape));
      }
    }
    rates.forEach((shape, each) ->
        text.add(
            String.format(
                Locale.ROOT,
                "%s: %.1f GFLOP/s at %s and %s (%s)",
                shape.network().backbone().name().toLowerCase(Locale.ROOT),
                each / 1e9,
                shape.global(),
                shape.local(),
                rate > 0 ? "given" : "measured on " + BATCH + " samples a step")));
    List<Line> lines = new ArrayList<>();
    for (PretrainRun run : runs) {
      lines.add(
          new Line(
              "pre-training " + run.name() + " (" + run.key() + ")",
              RunCost.of(run.config()),
              rates.get(Shape.of(run.config())),
              state(run.folder())));
    }
    for (Cell cell : cells) {
      lines.add(
          new Line(
              String.format(
                  Locale.ROOT,
                  "%s, %s %%, %s, seed %d (%s)",
                  config.tasks().get(cell.task()).name(),
                  Plan.number(100 * cell.labelRatio()),
                  rowName(config, cell.row()),
                  cell.seed(),
                  cell.key()),
              RunCost.of(cell.config(), config.phantoms(), scans),
              rates.get(Shape.of(grid.pretrain().get(cell.row()))),
              state(cell.folder())));
    }
    text.add(
        String.format(
            Locale.ROOT, "%12s %10s %10s  %-7s  %s", "steps", "PFLOP", "hours", "state", "run"));
    double flops = 0;
    double hours = 0;
    double left = 0;
    int unknown = 0;
    for (Line line : lines) {
      boolean known = line.cost().steps() >= 0;
      flops += known ? line.cost().flops() : 0;
      hours += known ? line.hours() : 0;
      left += known && !line.state().equals("done") ? line.hours() : 0;
      unknown += known ? 0 : 1;
      text.add(
          String.format(
              Locale.ROOT,
              "%12s %10s %10s  %-7s  %s",
              known ? String.format(Locale.ROOT, "%,d", line.cost().steps()) : "?",
              known ? number(line.cost().flops() / 1e15) : "?",
              known ? number(line.hours()) : "?",
              line.state(),
              line.what()));
    }
    text.add(
        String.format(
            Locale.ROOT,
            "%d runs: %s PFLOP, %s hours here, %s of them still to do%s",
            lines.size(),
            number(flops / 1e15),
            number(hours),
            number(left),
            unknown > 0
                ? "; " + unknown + " runs are not counted, their images are not there"
                : ""));
    text.add(
        "an estimate from operations alone: reading images, views and small layers come on top");
    text.addAll(plan.leaks());
    return text;
  }

  private static String rowName(ExperimentConfig config, int row) {
    String group = config.rows().get(row).group();
    String name = config.rows().get(row).name();
    return group.isEmpty() ? name : group + "/" + name;
  }

  private static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : value >= 0.01
            ? String.format(Locale.ROOT, "%.2f", value)
            : String.format(Locale.ROOT, "%.1e", value);
  }

  private static String state(Path folder) throws IOException {
    return switch (RunState.of(folder).kind()) {
      case DONE -> "done";
      case BEGUN -> "begun";
      case FAILED -> "failed";
      case MISSING -> "to do";
    };
  }

  /// Of a row with this network, of the cheapest method to set up: PCRLv2 has no large heads.
  private static double measured(LoadedGrid grid, Shape shape) {
    List<PretrainConfig> same =
        grid.pretrain().stream().filter(c -> Shape.of(c).equals(shape)).toList();
    PretrainConfig chosen =
        same.stream()
            .filter(c -> c.pretext().method() == PretextConfig.Method.PCRLV2)
            .findFirst()
            .orElse(same.getFirst());
    return RunCost.sampleFlops(chosen) / StepRate.secondsPerSample(measurable(chosen), BATCH);
  }

  /// With few samples a step, whatever the run has.
  private static PretrainConfig measurable(PretrainConfig config) {
    return new ConfigLoader()
        .text(
            Schema.PRETRAIN,
            "measurement",
            ConfigWriter.write(config),
            List.of("training.batchSize=" + BATCH, "training.workers=0"))
        .config();
  }
}
