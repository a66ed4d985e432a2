package org.cdssl.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a configuration: file, what it extends, overrides, types, checks.
///
/// A file that extends nothing starts from the base of its [Schema]. All problems are reported at
/// once in one [org.cdssl.CdsslException] of kind USAGE (exit 2), a line each: file, line, key,
/// what was expected and what was found. No image is opened.
public final class ConfigLoader {
  /// What the configuration is wanted for.
  public enum Use {
    /// To train: there must be sources, and their paths must exist.
    PRETRAIN,
    /// To train as part of a grid, which makes the cache where it is missing.
    PRETRAIN_IN_GRID,
    /// To fine-tune: sources as for training.
    FINETUNE,
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

  /// A file of `pretrain`, for the given use.
  public Loaded<PretrainConfig> read(Path yaml, List<String> overrides, Use use) {
    return read(Schema.PRETRAIN, yaml, overrides, use, "");
  }

  /// A file of any kind.
  ///
  /// @param underlay YAML or JSON text of sections that lie over the built-in ones and below
  ///   whatever the file and what it extends state, such as the network on an encoder's card; may
  ///   be empty
  public <T extends Record> Loaded<T> read(
      Schema<T> schema, Path yaml, List<String> overrides, Use use, String underlay) {
    Problems problems = new Problems();
    Layers layers = new Layers(problems, workingDirectory, schema, underlay);
    YamlTree tree = layers.file(yaml);
    if (!Files.exists(workingDirectory.resolve(yaml))) {
      problems.throwIfAny(yaml.toString()); // nothing else is worth saying
    }
    Path folder = workingDirectory.resolve(yaml).toAbsolutePath().normalize().getParent();
    return finish(schema, yaml.toString(), tree, layers, overrides, use, problems, folder);
  }

  /// Settings of any kind from a text.
  ///
  /// @param name of the text in messages
  public <T extends Record> Loaded<T> text(Schema<T> schema, String name, String text) {
    return text(schema, name, text, List.of());
  }

  /// The same with overrides.
  public <T extends Record> Loaded<T> text(
      Schema<T> schema, String name, String text, List<String> overrides) {
    Problems problems = new Problems();
    Layers layers = new Layers(problems, workingDirectory, schema, "");
    YamlTree tree = layers.text(name, text);
    return finish(schema, name, tree, layers, overrides, Use.SETTINGS, problems, workingDirectory);
  }

  /// A preset by name, for demonstrations, benchmarks and tests.
  public Loaded<PretrainConfig> preset(String name, List<String> overrides, Use use) {
    return preset(Schema.PRETRAIN, name, overrides, use, "");
  }

  /// A preset of any kind; `underlay` as for files.
  public <T extends Record> Loaded<T> preset(
      Schema<T> schema, String name, List<String> overrides, Use use, String underlay) {
    Problems problems = new Problems();
    Layers layers = new Layers(problems, workingDirectory, schema, underlay);
    YamlTree tree = layers.preset(name);
    return finish(schema, name, tree, layers, overrides, use, problems, workingDirectory);
  }

  private <T extends Record> Loaded<T> finish(
      Schema<T> schema,
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
    T config = binder.bind(merged, schema.type());
    schema.checks().run(config, new Checks(binder, problems), use);
    problems.throwIfAny(name);
    Map<String, String> places = new LinkedHashMap<>();
    binder.places().forEach((key, place) -> places.put(key, place.toString()));
    return new Loaded<>(config, ConfigWriter.write(config), base, Map.copyOf(places));
  }
}
