package org.cdssl.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a configuration: file, what it extends, overrides, types, checks.
///
/// A file that extends nothing starts from `paper-resnet18.yaml`. All problems are reported at once
/// in one [org.cdssl.CdsslException] of kind USAGE (exit 2), a line each: file, line, key, what was
/// expected and what was found. No image is opened.
public final class ConfigLoader {
  /// What the configuration is wanted for.
  public enum Use {
    /// To train: there must be sources, and their paths must exist.
    PRETRAIN,
    /// To look at: sources may be absent and their files gone (finished runs, presets, benchmarks).
    SETTINGS
  }

  private final Map<String, String> environment;
  private final Path workingDirectory;

  /// Takes variables from the environment of the process and relative paths of the command line
  /// from its working directory.
  public ConfigLoader() {
    this(System.getenv(), Path.of("").toAbsolutePath());
  }

  ConfigLoader(Map<String, String> environment, Path workingDirectory) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
  }

  /// The configuration of a pre-training run. `overrides` are `key=value` of `--set`.
  public static Loaded<PretrainConfig> load(Path yaml, List<String> overrides) {
    return new ConfigLoader().read(yaml, overrides, Use.PRETRAIN);
  }

  /// A file, for the given use.
  public Loaded<PretrainConfig> read(Path yaml, List<String> overrides, Use use) {
    Problems problems = new Problems();
    Layers layers = new Layers(problems, workingDirectory);
    YamlTree tree = layers.file(yaml);
    if (!Files.exists(workingDirectory.resolve(yaml))) {
      problems.throwIfAny(yaml.toString()); // nothing else is worth saying
    }
    Path folder = workingDirectory.resolve(yaml).toAbsolutePath().normalize().getParent();
    return finish(yaml.toString(), tree, layers, overrides, use, problems, folder);
  }

  /// A preset by name, for demonstrations, benchmarks and tests.
  public Loaded<PretrainConfig> preset(String name, List<String> overrides, Use use) {
    Problems problems = new Problems();
    Layers layers = new Layers(problems, workingDirectory);
    return finish(name, layers.preset(name), layers, overrides, use, problems, workingDirectory);
  }

  private Loaded<PretrainConfig> finish(
      String name,
      YamlTree tree,
      Layers layers,
      List<String> overrides,
      Use use,
      Problems problems,
      Path base) {
    YamlTree merged = tree;
    for (String override : overrides) {
      merged = layers.override(merged, override);
    }
    RecordBinder binder = new RecordBinder(problems, new PathText(environment, workingDirectory));
    PretrainConfig config = binder.bind(merged, PretrainConfig.class);
    new PretrainChecks(config, new Checks(binder, problems)).run(use);
    problems.throwIfAny(name);
    Map<String, String> places = new LinkedHashMap<>();
    binder.places().forEach((key, place) -> places.put(key, place.toString()));
    return new Loaded<>(config, ConfigWriter.write(config), base, Map.copyOf(places));
  }
}
