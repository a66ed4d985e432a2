package org.cdssl.transfer;

import org.cdssl.config.RecipeConfig;
import org.cdssl.config.ScheduleConfig;
import org.cdssl.training.CosineSchedule;

/// The learning rate of every epoch (METHOD E).
final class LearningRate {
  private final double start;
  private final int epochs;
  private final ScheduleConfig schedule;

  LearningRate(RecipeConfig recipe) {
    start = recipe.learningRate();
    epochs = recipe.epochs();
    schedule = recipe.schedule();
  }

  /// @param epoch counted from 0
  double at(int epoch) {
    return switch (schedule.kind()) {
      case CONSTANT -> start;
      case MULTISTEP -> {
        long reached = schedule.milestones().stream().filter(m -> epoch >= m * epochs).count();
        yield start * Math.pow(schedule.factor(), (double) reached);
      }
      case STEP -> start * Math.pow(schedule.factor(), epoch / schedule.everyEpochs());
      case COSINE -> new CosineSchedule(start, epochs).at(epoch);
      case POLY -> start * Math.pow(1 - (double) epoch / epochs, schedule.power());
    };
  }
}
