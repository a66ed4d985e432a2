package org.cdssl.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What must hold for a grid beyond the types of the values; its runs are checked one by one.
final class ExperimentChecks {
  /// Name of the column with the mean over the tasks.
  static final String AVERAGE = "average";

  private final ExperimentConfig config;
  private final Checks checks;

  ExperimentChecks(ExperimentConfig config, Checks checks) {
    this.config = config;
    this.checks = checks;
  }

  void run(ConfigLoader.Use use) {
    List<Integer> seeds = config.seeds();
    checks.require(!seeds.isEmpty(), "needs at least one seed", "seeds");
    checks.require(
        new HashSet<>(seeds).size() == seeds.size(), "names a seed twice: " + seeds, "seeds");
    checks.require(!config.labelRatios().isEmpty(), "needs at least one share", "labelRatios");
    ratios("labelRatios", config.labelRatios());
    boolean runs = use != ConfigLoader.Use.SETTINGS;
    checks.require(!runs || !config.rows().isEmpty(), "needs at least one row", "rows");
    Set<String> tasks = new HashSet<>(Set.of(AVERAGE));
    for (int t = 0; t < config.tasks().size(); t++) {
      GridTaskConfig task = config.tasks().get(t);
      String key = "tasks." + t;
      name(key + ".name", task.name(), task.name(), tasks);
      ratios(key + ".labelRatios", task.labelRatios());
    }
    Set<String> rows = new HashSet<>();
    for (int r = 0; r < config.rows().size(); r++) {
      row("rows." + r, config.rows().get(r), rows, tasks);
    }
    phantoms(config.phantoms());
  }

  private void row(String key, GridRowConfig row, Set<String> rows, Set<String> tasks) {
    // the same method on two networks is two rows of one name
    name(key + ".name", row.name(), row.group() + "/" + row.name(), rows);
    checks.require(
        !config.tasks().isEmpty() || row.init() == GridRowConfig.Init.PRETRAINED,
        "has nothing to do: a grid without tasks only pre-trains, leave the row out or add tasks",
        key + ".init");
    for (int p = 0; p < row.paper().size(); p++) {
      checks.require(
          tasks.contains(row.paper().get(p).task()),
          "no task of that name; there are " + tasks.stream().sorted().toList(),
          key + ".paper." + p + ".task");
    }
  }

  /// @param whole what may not be there twice
  private void name(String key, String name, String whole, Set<String> before) {
    boolean sound = !name.isBlank() && name.length() <= 100 && name.chars().allMatch(c -> c >= ' ');
    checks.require(sound, "must be a short name in one line", key);
    checks.require(
        checks.anyBroken(key) || before.add(whole), "is taken already: '" + name + "'", key);
  }

  private void ratios(String key, List<Double> ratios) {
    checks.require(
        ratios.stream().allMatch(r -> r > 0 && r <= 1),
        "are above 0 and at most 1, is " + ratios,
        key);
    checks.require(
        new HashSet<>(ratios).size() == ratios.size(), "names a share twice: " + ratios, key);
  }

  private void phantoms(PhantomsConfig p) {
    checks.within("phantoms.volumes", p.volumes(), 0, 10_000);
    checks.within("phantoms.xrays", p.xrays(), 0, 10_000);
    checks.size("phantoms.size", p.size());
    checks.within("phantoms.spacingMm", p.spacingMm(), 0.1, 20);
    checks.within("phantoms.xraySize", p.xraySize(), 16, 2048);
    checks.within("phantoms.cropPatients", p.cropPatients(), 0, 10_000);
    checks.within("phantoms.cropSize", p.cropSize(), 8, 128);
    checks.within("phantoms.cases", p.cases(), 0, 10_000);
    checks.size("phantoms.caseSize", p.caseSize());
    checks.within("phantoms.caseSpacingMm", p.caseSpacingMm(), 0.1, 20);
  }
}
