package org.cdssl.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cdssl.config.YamlTree.Mapping;

/// Reads a grid and all configurations that stand in it. Everything that is wrong with any of them
/// is reported at once, at the line where it was written, whichever runs it concerns.
///
/// A run of pre-training is the row's `pretrain` over the grid's over what they extend; one of
/// fine-tuning the row's `finetune` over the task's over the grid's over what they extend over the
/// encoder's network.
public final class GridLoader {
  private final Map<String, String> environment;
  private final Path workingDirectory;

  /// @param variables that paths may use besides those of the environment
  public GridLoader(Map<String, String> variables) {
    this(with(variables), Path.of("").toAbsolutePath());
  }

  GridLoader(Map<String, String> environment, Path workingDirectory) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
  }

  private static Map<String, String> with(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(System.getenv());
    all.putAll(variables);
    return all;
  }

  /// The sections of an encoder's card that fine-tuning starts from.
  private record Card(PseudoVolumeConfig pseudo3d, NetworkConfig network) {}

  /// Which runs are meant to be made, so that their images must be there.
  public interface Wanted {
    Wanted NOTHING = (_, _) -> false;
    Wanted ALL = (_, _) -> true;

    /// @param task empty: the pre-training alone, which a grid without tasks has
    boolean takes(GridRowConfig row, Optional<GridTaskConfig> task);
  }

  /// @param wanted runs whose images must be where the grid says
  /// @throws org.cdssl.CdsslException USAGE with all problems
  public LoadedGrid read(Path yaml, List<String> overrides, Wanted wanted) {
    Problems problems = new Problems();
    Layers layers = new Layers(problems, workingDirectory, Schema.EXPERIMENT, "");
    YamlTree tree = layers.file(yaml);
    if (!Files.exists(workingDirectory.resolve(yaml))) {
      problems.throwIfAny(yaml.toString());
    }
    for (String override : overrides) {
      tree = layers.override(tree, override);
    }
    RecordBinder binder = new RecordBinder(problems, new PathText(environment, workingDirectory));
    ExperimentConfig config = binder.bind(tree, ExperimentConfig.class);
    Schema.EXPERIMENT.checks().run(config, new Checks(binder, problems), ConfigLoader.Use.FINETUNE);
    Runs runs = new Runs(config, wanted);
    Map<Problems.Problem, List<String>> found = new LinkedHashMap<>();
    List<PretrainConfig> pretrain = new ArrayList<>();
    List<List<FinetuneConfig>> finetune = new ArrayList<>();
    for (int r = 0; r < config.rows().size(); r++) {
      String row = "row " + config.rows().get(r).name();
      PretrainConfig encoder = runs.pretrain(r, null, note(found, row));
      pretrain.add(encoder);
      List<FinetuneConfig> ofRow = new ArrayList<>();
      for (int t = 0; t < config.tasks().size(); t++) {
        String task = row + ", task " + config.tasks().get(t).name();
        ofRow.add(runs.finetune(r, t, 1, 0, encoder, note(found, task)));
      }
      finetune.add(List.copyOf(ofRow));
    }
    found.forEach((problem, where) ->
        problems.add(
            problem.place(),
            problem.key(),
            problem.message()
                + " ("
                + where.getFirst()
                + (where.size() > 1 ? " and " + (where.size() - 1) + " more" : "")
                + ")"));
    problems.throwIfAny(yaml.toString());
    return new LoadedGrid(config, List.copyOf(pretrain), List.copyOf(finetune), runs);
  }

  /// Problems of one run, gathered under what they say.
  private static Problems note(Map<Problems.Problem, List<String>> found, String where) {
    return new Problems() {
      @Override
      void add(Place place, String key, String message) {
        super.add(place, key, message);
        List<String> runs =
            found.computeIfAbsent(new Problem(place, key, message), _ -> new ArrayList<>());
        if (!runs.contains(where)) {
          runs.add(where);
        }
      }
    };
  }

  /// Lays the pieces of a run over each other.
  private final class Runs implements LoadedGrid.Resolver {
    private final ExperimentConfig grid;
    private final Wanted wanted;

    Runs(ExperimentConfig grid, Wanted wanted) {
      this.grid = grid;
      this.wanted = wanted;
    }

    @Override
    public PretrainConfig pretrain(int row, Long seed) {
      Problems problems = new Problems();
      PretrainConfig config = pretrain(row, seed, problems);
      problems.throwIfAny(grid.rows().get(row).name());
      return config;
    }

    @Override
    public FinetuneConfig finetune(
        int row, int task, double labelRatio, long seed, PretrainConfig encoder) {
      Problems problems = new Problems();
      FinetuneConfig config = finetune(row, task, labelRatio, seed, encoder, problems);
      problems.throwIfAny(grid.rows().get(row).name());
      return config;
    }

    PretrainConfig pretrain(int row, Long seed, Problems problems) {
      GridRowConfig own = grid.rows().get(row);
      boolean trains =
          own.init() == GridRowConfig.Init.PRETRAINED
              && (grid.tasks().isEmpty()
                  ? wanted.takes(own, Optional.empty())
                  : grid.tasks().stream().anyMatch(t -> wanted.takes(own, Optional.of(t))));
      return resolve(
          Schema.PRETRAIN,
          List.of(grid.pretrain(), own.pretrain()),
          seed == null ? List.of() : List.of("seed=" + seed),
          trains ? ConfigLoader.Use.PRETRAIN_IN_GRID : ConfigLoader.Use.SETTINGS,
          "",
          problems);
    }

    FinetuneConfig finetune(
        int row,
        int task,
        double labelRatio,
        long seed,
        PretrainConfig encoder,
        Problems problems) {
      return resolve(
          Schema.FINETUNE,
          List.of(
              grid.finetune(), grid.tasks().get(task).finetune(), grid.rows().get(row).finetune()),
          List.of("seed=" + seed, "data.labelRatio=" + labelRatio),
          wanted.takes(grid.rows().get(row), Optional.of(grid.tasks().get(task)))
              ? ConfigLoader.Use.FINETUNE
              : ConfigLoader.Use.SETTINGS,
          ConfigWriter.write(new Card(encoder.pseudo3d(), encoder.network())),
          problems);
    }

    private <T extends Record> T resolve(
        Schema<T> schema,
        List<Inline> pieces,
        List<String> overrides,
        ConfigLoader.Use use,
        String underlay,
        Problems problems) {
      YamlTree stated = Inline.EMPTY.tree();
      for (Inline piece : pieces) {
        stated = Layers.merge(stated, piece.tree());
      }
      Layers layers = new Layers(problems, workingDirectory, schema, underlay);
      YamlTree tree = layers.section((Mapping) stated);
      for (String override : overrides) {
        tree = layers.override(tree, override);
      }
      RecordBinder binder = new RecordBinder(problems, new PathText(environment, workingDirectory));
      T config = binder.bind(tree, schema.type());
      schema.checks().run(config, new Checks(binder, problems), use);
      return config;
    }
  }
}
