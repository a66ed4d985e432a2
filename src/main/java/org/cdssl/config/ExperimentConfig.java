package org.cdssl.config;

import java.util.List;

/// A grid: rows (ways to get an encoder) by tasks, label ratios and seeds. Each key that a file
/// leaves out has the value of `experiment.yaml`.
///
/// @param title of the table
/// @param seeds of fine-tuning; a figure is the mean over all of them, or it is not shown
/// @param labelRatios shares of the training subjects' labels, (0, 1]; a task may have its own
/// @param pretrainPerSeed whether every seed has a pre-training of its own; otherwise one serves
///   all
/// @param leaks what is done where the pool of pre-training holds subjects that a task tests on
/// @param keepModels whether cells keep their weights; figures and predictions always stay
/// @param average whether a last column has the mean over the tasks
/// @param ablation what `rows.*.x` counts, for a curve over it; empty: none
/// @param differs lines below the table: where this is not the paper's experiment
/// @param phantoms generated images; in paths `${PHANTOMS}` is their folder
/// @param pretrain lies below what the rows say of pre-training
/// @param finetune lies below what tasks and rows say of fine-tuning
/// @param rows in the order of the table
/// @param tasks in the order they are worked through: cheap ones first make partial tables useful;
///   none: the rows are pre-trained, and that is all
public record ExperimentConfig(
    String title,
    List<Integer> seeds,
    List<Double> labelRatios,
    boolean pretrainPerSeed,
    Leaks leaks,
    boolean keepModels,
    boolean average,
    String ablation,
    List<String> differs,
    PhantomsConfig phantoms,
    Inline pretrain,
    Inline finetune,
    List<GridRowConfig> rows,
    List<GridTaskConfig> tasks) {

  public enum Leaks {
    /// The grid is not run.
    REFUSE,
    /// Subjects of the tasks' validation and test parts are left out of the pool.
    EXCLUDE,
    /// It is run, and the table says so.
    ALLOW
  }

  /// Label ratios of a task: its own, or those of the grid.
  public List<Double> labelRatios(GridTaskConfig task) {
    return task.labelRatios().isEmpty() ? labelRatios : task.labelRatios();
  }
}
