package org.cdssl.config;

import java.util.List;

/// A kind of configuration: the record it is bound to, what it starts from, and what must hold.
///
/// @param type the record
/// @param base preset that every file of this kind starts from; a section whose type it shares with
///   `paper-resnet18.yaml` and does not state comes from there
/// @param presets what `extends:` may name
/// @param checks what must hold beyond the types of the values
public record Schema<T extends Record>(
    Class<T> type, String base, List<String> presets, Check<T> checks) {
  /// Of `pretrain`.
  public static final Schema<PretrainConfig> PRETRAIN =
      new Schema<>(
          PretrainConfig.class,
          Presets.BASE,
          Presets.NAMES,
          (config, checks, use) -> new PretrainChecks(config, checks).run(use));

  /// Of `finetune`.
  public static final Schema<FinetuneConfig> FINETUNE =
      new Schema<>(
          FinetuneConfig.class,
          Presets.FINETUNE,
          Presets.FINETUNE_NAMES,
          (config, checks, use) -> new FinetuneChecks(config, checks).run(use));

  /// Of `experiment`.
  public static final Schema<ExperimentConfig> EXPERIMENT =
      new Schema<>(
          ExperimentConfig.class,
          Presets.EXPERIMENT,
          Presets.EXPERIMENT_NAMES,
          (config, checks, use) -> new ExperimentChecks(config, checks).run(use));

  /// Reports what does not hold.
  @FunctionalInterface
  interface Check<T> {
    void run(T config, Checks checks, ConfigLoader.Use use);
  }

  /// Names of the sections that have the same type in the paper's configuration.
  List<String> sharedSections() {
    List<String> shared = new java.util.ArrayList<>();
    for (var own : type.getRecordComponents()) {
      for (var paper : PretrainConfig.class.getRecordComponents()) {
        if (own.getName().equals(paper.getName()) && own.getType() == paper.getType()) {
          shared.add(own.getName());
        }
      }
    }
    return shared;
  }
}
