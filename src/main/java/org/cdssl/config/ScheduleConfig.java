package org.cdssl.config;

import java.util.List;

/// How the learning rate falls; it is set once an epoch e of E.
///
/// @param kind which formula
/// @param milestones `multistep`: times `factor` at each of these shares of the epochs
/// @param factor `multistep`, `step`
/// @param everyEpochs `step`: times `factor` every so many epochs
/// @param power `poly`
public record ScheduleConfig(
    Kind kind, List<Double> milestones, double factor, int everyEpochs, double power) {
  public enum Kind {
    CONSTANT,
    /// factor^(number of milestones reached)
    MULTISTEP,
    /// factor^⌊e / everyEpochs⌋
    STEP,
    /// ½(1 + cos(π e / E))
    COSINE,
    /// (1 − e / E)^power
    POLY
  }
}
