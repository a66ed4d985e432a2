package org.cdssl.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cdssl.Sha256;
import org.cdssl.config.ConfigWriter;
import org.cdssl.config.ExperimentConfig;
import org.cdssl.config.FinetuneConfig;
import org.cdssl.config.GridRowConfig;
import org.cdssl.config.GridTaskConfig;
import org.cdssl.config.LoadedGrid;
import org.cdssl.config.PretrainConfig;
import org.cdssl.transfer.TaskData;

/// Every run of a grid and its folder.
///
/// The folder's name ends with a hash of all that decides the result: effective configuration, list
/// of images, encoder. So a changed grid reuses what it still has in common with the earlier one,
/// and never a figure of other settings. Equal runs are one run.
///
/// @param tables folder of the table
/// @param runs folder of the runs
/// @param pretraining each once, in the order of the rows
/// @param cells in the order they are worked through: task, label ratio, row, seed; none where the
///   grid has no tasks
/// @param leaks what the table must say of test subjects in pools
record Plan(
    LoadedGrid grid,
    Path tables,
    Path runs,
    List<PretrainRun> pretraining,
    List<Cell> cells,
    List<String> leaks) {

  /// @param scans of the images; where they are missing, keys are of the configuration alone
  static Plan of(LoadedGrid grid, Path tables, Path out, Scans scans) throws IOException {
    ExperimentConfig config = grid.config();
    LeakGuard guard = LeakGuard.of(grid, scans);
    Map<String, PretrainRun> pretraining = new LinkedHashMap<>();
    Map<List<Object>, String> keys = new HashMap<>();
    for (int r = 0; r < config.rows().size(); r++) {
      if (config.rows().get(r).init() == GridRowConfig.Init.PRETRAINED) {
        for (int seed : config.seeds()) {
          Long own = config.pretrainPerSeed() ? (Long) (long) seed : null;
          if (!keys.containsKey(which(r, own))) {
            PretrainConfig clean = guard.clean(grid.resolver().pretrain(r, own));
            PretrainRun run = pretraining(config, r, own, clean, out, scans);
            pretraining.putIfAbsent(run.key(), run);
            pretraining.put(run.key(), pretraining.get(run.key()).with(r));
            keys.put(which(r, own), run.key());
          }
        }
      }
    }
    List<Cell> cells = new ArrayList<>();
    for (int t = 0; t < config.tasks().size(); t++) {
      GridTaskConfig task = config.tasks().get(t);
      for (double ratio : config.labelRatios(task)) {
        for (int r = 0; r < config.rows().size(); r++) {
          for (int seed : config.seeds()) {
            Long own = config.pretrainPerSeed() ? (Long) (long) seed : null;
            // null for random weights
            PretrainRun encoder = pretraining.get(keys.get(which(r, own)));
            FinetuneConfig finetune =
                grid.resolver().finetune(r, t, ratio, seed, grid.pretrain().get(r));
            cells.add(cell(config, r, t, ratio, seed, finetune, encoder, out, scans));
          }
        }
      }
    }
    return new Plan(
        grid, tables, out, List.copyOf(pretraining.values()), List.copyOf(cells), guard.notes());
  }

  private static List<Object> which(int row, Long seed) {
    return List.of(row, seed == null ? "" : seed);
  }

  /// Whether the grid only pre-trains.
  boolean pretrainsOnly() {
    return grid.config().tasks().isEmpty();
  }

  /// The pre-trainings that a call works on: those of the cells it takes, or of the rows where
  /// there are no cells.
  List<PretrainRun> pretraining(Selection selection) {
    return pretrainsOnly()
        ? pretraining.stream().filter(run -> selection.takes(grid.config(), run)).toList()
        : cells.stream()
            .filter(cell -> selection.takes(grid.config(), cell))
            .map(Cell::encoder)
            .filter(e -> e != null)
            .distinct()
            .toList();
  }

  private static PretrainRun pretraining(
      ExperimentConfig grid, int index, Long seed, PretrainConfig config, Path out, Scans scans)
      throws IOException {
    GridRowConfig row = grid.rows().get(index);
    String images =
        scans.pool(config.data()).map(org.cdssl.collection.Manifest::sha256).orElse("not there");
    String key = hash(out, "pretrain", ConfigWriter.write(config), images);
    String name = (row.group().isEmpty() ? "" : row.group() + ", ") + row.name();
    name += seed == null ? "" : ", seed " + seed;
    return new PretrainRun(
        name, List.of(index), key, config, out.resolve("pretrain").resolve(slug(name) + "-" + key));
  }

  private static Cell cell(
      ExperimentConfig grid,
      int row,
      int task,
      double ratio,
      int seed,
      FinetuneConfig config,
      PretrainRun encoder,
      Path out,
      Scans scans)
      throws IOException {
    String images = scans.task(config).map(TaskData::sha256).orElse("not there");
    String key =
        hash(
            out,
            "finetune",
            ConfigWriter.write(config),
            images,
            encoder == null ? "random" : encoder.key());
    GridRowConfig r = grid.rows().get(row);
    String name =
        String.format(
            Locale.ROOT,
            "%s-%s%%-s%d-%s",
            slug((r.group().isEmpty() ? "" : r.group() + " ") + r.name()),
            number(100 * ratio),
            seed,
            key);
    Path folder =
        out.resolve("cells")
            .resolve(slug(grid.tasks().get(task).name()))
            .resolve(name.replace("%", "pc"));
    return new Cell(row, task, ratio, seed, config, encoder, key, folder);
  }

  static String number(double value) {
    return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
  }

  /// Letters and digits of a name, for a folder.
  static String slug(String name) {
    String slug =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return slug.isEmpty() ? "x" : slug.substring(0, Math.min(48, slug.length()));
  }

  /// Twelve digits. The folder of the experiment is no part of it, so that one may be moved.
  static String hash(Path out, String... parts) {
    MessageDigest digest = Sha256.digest();
    String home = out.toAbsolutePath().normalize().toString();
    for (String part : parts) {
      digest.update(part.replace(home, "${OUT}").getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return Sha256.hex(digest).substring(0, 12);
  }
}
